using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;

namespace ReportScheduler.DevHost.Demo;

/// <summary>
/// Fills the tenant <c>demo</c> through the API, as a user would. What is there already, found by its name, is left as the
/// developer made it; only addresses that another --port has changed are put right.
/// </summary>
internal sealed class DemoSeeder(DemoApi api, DemoCredentials credentials, TimeProvider time)
{
    private const string EmailName = "Demo mailbox";
    private const string WebhookName = "Demo inbox";

    /// <param name="database">How the data source connects.</param>
    /// <param name="inbox">Where the development inbox is.</param>
    /// <param name="cancellationToken">Stops it; the next start goes on where it stopped.</param>
    public async Task SeedAsync(NpgsqlConnectionStringBuilder database, Uri inbox, CancellationToken cancellationToken)
    {
        var dataSource = await EnsureDataSourceAsync(database, cancellationToken);
        var reports = new Dictionary<DemoReport, Guid>();
        foreach (var report in DemoReports.All)
        {
            reports[report] = await EnsureAsync(
                "reports", report.Name,
                new ReportBody(report.Name, report.Description, dataSource, report.Sql, JsonElement.Parse(report.Parameters), JsonElement.Parse(report.Output)),
                DevHostJson.Default.ReportBody, cancellationToken);
        }

        var email = await EnsureAsync(
            "destinations", EmailName,
            new DestinationBody(EmailName, "email", new EmailBody(["owner@example.com"], "Your report is ready", "The report is attached."), Webhook: null),
            DevHostJson.Default.DestinationBody, cancellationToken);
        var webhook = await EnsureWebhookAsync(new Uri(inbox, $"/webhooks/{DemoCredentials.WebhookName}"), cancellationToken);
        var calendar = await EnsureAsync(
            "calendars", DemoCalendar.Name, DemoCalendar.Body(time.GetUtcNow().Year), DevHostJson.Default.CalendarBody, cancellationToken);
        var before = Guid.Empty;
        foreach (var schedule in DemoSchedule.All)
        {
            JsonElement Filled(string json) => JsonElement.Parse(json
                .Replace("{calendar}", calendar.ToString(), StringComparison.Ordinal)
                .Replace("{before}", before.ToString(), StringComparison.Ordinal));
            Guid[] destinations = [.. schedule.ByEmail ? [email] : Array.Empty<Guid>(), .. schedule.ByWebhook ? [webhook] : Array.Empty<Guid>()];
            before = await EnsureAsync(
                "schedules", schedule.Name,
                new ScheduleBody(
                    schedule.Name, reports[schedule.Report], Filled(schedule.Timing), Filled(schedule.Rules), JsonElement.Parse(schedule.Parameters), destinations),
                DevHostJson.Default.ScheduleBody, cancellationToken);
        }
    }

    private async Task<Guid> EnsureDataSourceAsync(NpgsqlConnectionStringBuilder database, CancellationToken cancellationToken)
    {
        const string name = "Demo data";
        var body = new DataSourceBody(
            name, "postgresql", database.Host!, database.Port, database.Database!, database.Username!, database.Password!, "prefer");
        var type = DevHostJson.Default.DataSourceBody;
        if (await api.FindAsync("data-sources", name, cancellationToken) is not { } found)
            return IdOf(await api.CreateAsync("data-sources", body, type, cancellationToken));
        if (found.GetProperty("host").GetString() != body.Host || found.GetProperty("port").GetInt32() != body.Port)
            await api.ReplaceAsync("data-sources", IdOf(found), body, type, cancellationToken);
        return IdOf(found);
    }

    private async Task<Guid> EnsureWebhookAsync(Uri address, CancellationToken cancellationToken)
    {
        var body = new DestinationBody(WebhookName, "webhook", Email: null, new WebhookBody(address.AbsoluteUri));
        var type = DevHostJson.Default.DestinationBody;
        if (await api.FindAsync("destinations", WebhookName, cancellationToken) is { } found)
        {
            if (found.GetProperty("webhook").GetProperty("url").GetString() != address.AbsoluteUri)
                await api.ReplaceAsync("destinations", IdOf(found), body, type, cancellationToken);
            return IdOf(found);
        }

        var created = await api.CreateAsync("destinations", body, type, cancellationToken);
        if (created.GetProperty("secret").GetString() is { } secret)
            await credentials.SetWebhookSecretAsync(secret, cancellationToken);
        return IdOf(created);
    }

    private async Task<Guid> EnsureAsync<T>(
        string collection, string name, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        IdOf(await api.FindAsync(collection, name, cancellationToken)
            ?? await api.CreateAsync(collection, body, type, cancellationToken));

    private static Guid IdOf(JsonElement item) => item.GetProperty("id").GetGuid();
}
