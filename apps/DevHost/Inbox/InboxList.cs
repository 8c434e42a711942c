namespace ReportScheduler.DevHost.Inbox;

/// <summary>A list in the form of the API's lists.</summary>
internal sealed record InboxList<T>(IReadOnlyList<T> Items);
