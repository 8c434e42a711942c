using System.Net;
using ReportScheduler.Domain.Network;

namespace ReportScheduler.Delivery.Webhook;

/// <summary>Tells which addresses a webhook may have, as far as that can be told without asking the network.</summary>
public static class WebhookAddress
{
    /// <summary>
    /// The bad ports of the Fetch standard (fetch.spec.whatwg.org, "port blocking"): their servers might take a request for a
    /// command.
    /// </summary>
    private static readonly HashSet<int> RefusedPorts =
    [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
        111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
        540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
        6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    ];

    /// <summary>Checks an address.</summary>
    /// <param name="url">As the tenant gave it.</param>
    /// <param name="allowPrivateAddresses"><see cref="DeliveryOptions.AllowPrivateAddresses"/>.</param>
    /// <returns>Null if it may be used; else one sentence that tells what is wrong.</returns>
    public static string? WhatIsWrong(string url, bool allowPrivateAddresses)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !IsWeb(uri))
            return "Give an address that starts with https://.";
        if (uri.Scheme == Uri.UriSchemeHttp && !allowPrivateAddresses)
            return "Give an address that starts with https://; http would show the report to everyone on the way.";
        if (uri.UserInfo.Length > 0)
            return "Give an address without user name and password.";
        if (RefusedPorts.Contains(uri.Port))
            return "Give an address with a port that web servers use.";
        if (!allowPrivateAddresses && IPAddress.TryParse(uri.DnsSafeHost, out var address) && !PublicAddresses.IsPublic(address))
            return "Give an address on the public internet.";
        return null;
    }

    private static bool IsWeb(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp;
}
