namespace ReportScheduler.DevHost.Inbox;

/// <summary>A webhook call that was received.</summary>
/// <param name="Id">Its id in the inbox; later ones sort after earlier ones.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Path">The address it came to.</param>
/// <param name="Verified">Whether its signature is right; null if the secret for the address is not known.</param>
/// <param name="Headers">All its headers.</param>
/// <param name="Body">Its body as text.</param>
public sealed record ReceivedWebhook(
    Guid Id, DateTimeOffset ReceivedAt, string Path, bool? Verified, IReadOnlyDictionary<string, string> Headers, string Body);
