using System.Net;
using ReportScheduler.Delivery.Webhook;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Network;

namespace ReportScheduler.Api.Validation;

/// <summary>
/// Which addresses tenants may name. What can be told from the text is refused when it is written; names are judged by the
/// addresses they resolve to when a worker connects.
/// </summary>
internal sealed class AddressRules(bool privateDataSources, bool privateWebhooks)
{
    private const int MaxHostLength = 253;
    private const int MaxUrlLength = 2000;

    public void CheckHost(List<FieldError> errors, string field, string? host)
    {
        if (string.IsNullOrWhiteSpace(host))
            errors.AddMissing(field);
        else if (host.Length > MaxHostLength || Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
            errors.Add(new(field, "invalid_host", "Give a host name or an IP address, without scheme, port, path or blanks."));
        else if (!privateDataSources && IsPrivate(host))
            errors.Add(new(field, "address_refused", "Give a host on the public internet."));
    }

    public void CheckWebhookUrl(List<FieldError> errors, string field, string? url)
    {
        if (string.IsNullOrWhiteSpace(url))
            errors.AddMissing(field);
        else if (url.Length > MaxUrlLength || url.Any(c => c <= ' ' || char.IsControl(c)))
            errors.Add(new(field, "invalid_url", $"Give an address of at most {MaxUrlLength} characters, without blanks."));
        else if (WebhookAddress.WhatIsWrong(url, privateWebhooks) is { } wrong)
            errors.Add(new(field, "address_refused", wrong));
    }

    /// <summary>An https address; where private data sources are allowed also http.</summary>
    public void CheckFileUrl(List<FieldError> errors, string field, string url)
    {
        if (url.Length > MaxUrlLength || url.Any(c => c <= ' ' || char.IsControl(c)))
            errors.Add(new(field, "invalid_url", $"Give an address of at most {MaxUrlLength} characters, without blanks."));
        else if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && !(privateDataSources && uri.Scheme == Uri.UriSchemeHttp)))
            errors.Add(new(field, "address_refused", "Give an address that begins with https://."));
        else if (uri.UserInfo.Length > 0)
            errors.Add(new(field, "address_refused", "Give an address without user name and password."));
        else if (!privateDataSources && IsPrivate(uri.IdnHost))
            errors.Add(new(field, "address_refused", "Give an address on the public internet."));
    }

    private static bool IsPrivate(string host) =>
        IPAddress.TryParse(host, out var address)
            ? !PublicAddresses.IsPublic(address)
            : host.TrimEnd('.').Split('.')[^1].Equals("localhost", StringComparison.OrdinalIgnoreCase);
}

internal static class AddressRuleExtensions
{
    /// <summary>The switches are those by which the workers are allowed to connect.</summary>
    public static void AddAddressRules(this WebApplicationBuilder builder) => builder.Services.AddSingleton(new AddressRules(
        builder.Configuration.GetValue<bool>("DataSources:AllowPrivateAddresses"),
        builder.Configuration.GetValue<bool>("Delivery:AllowPrivateAddresses")));
}
