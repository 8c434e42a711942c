using System.Text.Json;

namespace ReportScheduler.DevHost.Demo;

internal sealed record TokenBody(string Tenant, string User, string Role);

internal sealed record DataSourceBody(
    string Name, string Kind, string Host, int Port, string Database, string Username, string Password, string SslMode);

internal sealed record ReportBody(string Name, string Description, Guid DataSourceId, string Sql, JsonElement Parameters, JsonElement Output);

internal sealed record DestinationBody(string Name, string Kind, EmailBody? Email, WebhookBody? Webhook);

internal sealed record EmailBody(IReadOnlyList<string> To, string Subject, string Body);

internal sealed record WebhookBody(string Url);

internal sealed record ScheduleBody(
    string Name, Guid ReportId, JsonElement Timing, JsonElement Rules, JsonElement Parameters, IReadOnlyList<Guid> DestinationIds);

internal sealed record CalendarBody(
    string Name, JsonElement Weekend, IReadOnlyList<HolidayBody> Holidays, IReadOnlyList<BlackoutBody> Blackouts);

internal sealed record HolidayBody(string Date, string Name);

internal sealed record BlackoutBody(string From, string To, string Name);
