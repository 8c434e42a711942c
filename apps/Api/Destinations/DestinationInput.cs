using ReportScheduler.Api.Validation;
using ReportScheduler.Delivery.Webhook;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Postgres.Destinations;

namespace ReportScheduler.Api.Destinations;

/// <summary>A destination as it is written; it has the settings of its kind and no others.</summary>
/// <param name="Name">Up to 200 characters; no other destination of the tenant has it.</param>
/// <param name="Kind">Cannot be changed later.</param>
public sealed record DestinationInput(
    string? Name, DestinationKind? Kind, EmailInput? Email = null, WebhookInput? Webhook = null)
{
    /// <param name="current">Null when it is created.</param>
    internal List<FieldError> Validate(AddressRules addresses, Destination? current)
    {
        var errors = new List<FieldError>();
        errors.CheckName("name", Name);
        if (Kind is null)
            errors.AddMissing("kind");
        else if (current is not null && Kind != current.Kind)
            errors.Add(new("kind", "kind_fixed", "Add another destination: the kind of this one cannot be changed."));

        CheckPresence(errors, "email", Email, DestinationKind.Email);
        CheckPresence(errors, "webhook", Webhook, DestinationKind.Webhook);
        Email?.Validate(errors);
        Webhook?.Validate(addresses, errors);
        return errors;
    }

    internal DestinationWrite ToWrite(byte[]? encryptedSecret) => new(
        Name!.Trim(),
        Kind!.Value,
        Email is { } email ? new EmailSettings([.. email.To!.Select(address => address!)], email.Subject, email.Body) : null,
        Webhook is { } webhook ? new WebhookSettings(webhook.Url!) : null,
        encryptedSecret);

    private void CheckPresence(List<FieldError> errors, string field, object? settings, DestinationKind kind)
    {
        if (Kind == kind && settings is null)
            errors.AddMissing(field);
        else if (Kind is not null && Kind != kind && settings is not null)
            errors.Add(new(field, "not_of_kind", "Leave it out: the destination is of the other kind."));
    }
}

/// <summary>E-mail settings as they are written.</summary>
/// <param name="To">1 to 500 different addresses.</param>
/// <param name="Subject">One line of up to 500 characters; absent or null for the default.</param>
/// <param name="Body">Up to 20,000 characters; absent or null for the default.</param>
public sealed record EmailInput(IReadOnlyList<string?>? To, string? Subject = null, string? Body = null)
{
    private const int MaxRecipients = 500;
    private const int MaxSubjectLength = 500;
    private const int MaxBodyLength = 20_000;

    internal void Validate(List<FieldError> errors)
    {
        var to = To ?? [];
        if (to.Count is 0 or > MaxRecipients)
            errors.Add(new("email.to", "recipient_count", $"Give 1 to {MaxRecipients} addresses."));
        else
            CheckAddresses(to, errors);
        errors.CheckLine("email.subject", Subject, MaxSubjectLength);
        errors.CheckText("email.body", Body, MaxBodyLength);
    }

    private static void CheckAddresses(IReadOnlyList<string?> to, List<FieldError> errors)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < to.Count; i++)
        {
            if (to[i] is not { } address || !EmailAddress.IsValid(address))
                errors.Add(new($"email.to[{i}]", "invalid_address", "Give an address such as anna@example.com."));
            else if (!known.Add(address))
                errors.Add(new($"email.to[{i}]", "duplicate_address", "Give each address once."));
        }
    }
}

/// <summary>Webhook settings as they are written.</summary>
/// <param name="Url">Absolute https address without user name and password.</param>
/// <param name="Secret">
/// Signing secret, <c>whsec_</c> and the base64 of 24 to 64 bytes. Absent or null: on create one is made, on update the stored one stays.
/// </param>
public sealed record WebhookInput(string? Url, string? Secret = null)
{
    internal void Validate(AddressRules addresses, List<FieldError> errors)
    {
        addresses.CheckWebhookUrl(errors, "webhook.url", Url);
        if (Secret is not null && !WebhookSecret.TryParse(Secret, out _))
            errors.Add(new("webhook.secret", "invalid_secret", "Give whsec_ and the base64 of 24 to 64 random bytes, or nothing to have one made."));
    }
}
