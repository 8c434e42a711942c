namespace ReportScheduler.IntegrationTests.Api;

/// <summary>A tenant with objects that tests start from.</summary>
internal sealed record Tenant(ApiClient Owner, ApiClient Editor, ApiClient Viewer)
{
    public static async Task<Tenant> CreateAsync(ApiHost host)
    {
        var name = ApiHost.NewTenant();
        return new Tenant(
            await host.SignInAsync(name), await host.SignInAsync(name, "editor", "eddy"), await host.SignInAsync(name, "viewer", "vera"));
    }

    public static object DataSource(string name = "Warehouse", string? password = "s3cret", string host = "127.0.0.1") => new
    {
        name,
        kind = "postgresql",
        host,
        port = 5432,
        database = "sales",
        username = "reader",
        sslMode = "prefer",
        password,
    };

    public static object Report(Guid dataSourceId, string name = "Sales", string sql = "SELECT * FROM sales WHERE region = @region") => new
    {
        name,
        description = "What was sold",
        dataSourceId,
        sql,
        parameters = new[] { new { name = "region", type = "text", label = "Region", required = true, @default = (string?)"north" } },
    };

    public static object Email(string name = "Team") =>
        new { name, kind = "email", email = new { to = new[] { "anna@example.com" }, subject = "{report}", body = (string?)null } };

    public static object Webhook(string name = "Hook") => new { name, kind = "webhook", webhook = new { url = "https://example.com/hook" } };

    public static object Schedule(Guid reportId, string name = "Daily", params Guid[] destinationIds) =>
        new { name, reportId, cron = "0 7 * * *", timeZone = "Europe/Berlin", parameters = new { region = "south" }, destinationIds };

    /// <summary>Closed at weekends and on the given dates.</summary>
    public static object Calendar(string name = "Bank holidays", params DateOnly[] holidays) =>
        new { name, holidays = holidays.Select(date => new { date, name = "Holiday" }).ToArray() };

    public async Task<Guid> AddCalendarAsync(params DateOnly[] holidays) =>
        (await Editor.PostAsync("/v1/calendars", Calendar(holidays: holidays))).Expect(201).Id;

    public async Task<Guid> AddDataSourceAsync() => (await Owner.PostAsync("/v1/data-sources", DataSource())).Expect(201).Id;

    public async Task<Guid> AddReportAsync() => (await Editor.PostAsync("/v1/reports", Report(await AddDataSourceAsync()))).Expect(201).Id;

    public async Task<Guid> AddEmailAsync() => (await Editor.PostAsync("/v1/destinations", Email())).Expect(201).Id;

    public async Task<Guid> AddScheduleAsync(params Guid[] destinationIds) =>
        (await Editor.PostAsync("/v1/schedules", Schedule(await AddReportAsync(), destinationIds: destinationIds))).Expect(201).Id;

    public async Task<Guid> AddRunAsync() => (await Editor.PostAsync("/v1/runs", new { reportId = await AddReportAsync() })).Expect(202).Id;
}
