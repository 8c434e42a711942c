using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>What a report's definition keeps, besides its query.</summary>
[Collection(ApiTests.Name)]
public sealed class ReportDefinitionTests(ApiFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_WithoutOutput_MakesOneCsvFile()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);

        var report = (await tenant.Viewer.GetAsync($"/v1/reports/{await tenant.AddReportAsync()}")).Expect(200).Json;

        report.GetProperty("hasFilePassword").GetBoolean().Should().BeFalse();
        var output = report.GetProperty("output");
        output.GetProperty("formats").GetRawText().Should().Be("""["csv"]""");
        output.GetProperty("locale").GetString().Should().Be("en-US");
        output.GetProperty("packing").GetString().Should().Be("none");
        output.GetProperty("csv").GetRawText().Should().Be(
            """{"delimiter":",","header":true,"quoteAll":false,"byteOrderMark":false,"unixLineEnds":false,"decimalComma":false,"nullText":"","neutraliseFormulas":true}""");
        output.GetProperty("page").GetRawText().Should().Be("""{"paper":"a4","landscape":false}""");
    }

    [Fact]
    public async Task Report_WithEverything_IsReadAsItWasWrittenAndKeptByItsVersions()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var source = await tenant.AddDataSourceAsync();
        const string Output =
            """
            {"formats":["xlsx","pdf"],"title":"Sales","introduction":"Of the month","locale":"de-DE","columns":[{"column":"amount","label":"Amount","style":"currency","decimals":2,"currency":"EUR","width":12,"hidden":false}],"chart":{"kind":"bar","category":"region","values":["amount"],"title":null},"sectionName":"Overview","sections":[{"name":"Details","sql":"SELECT 2","chart":null,"columns":[]}],"csv":{"delimiter":";","header":false,"quoteAll":true,"byteOrderMark":true,"unixLineEnds":true,"decimalComma":true,"nullText":"-","neutraliseFormulas":false},"page":{"paper":"letter","landscape":true},"packing":"zip"}
            """;
        const string Parameters =
            """
            [{"name":"from","type":"date","label":null,"required":true,"default":"start of previous month","multiple":false,"choices":null,"optionsSql":null},{"name":"ids","type":"uuid","label":null,"required":false,"default":null,"multiple":true,"choices":null,"optionsSql":"SELECT id FROM t"},{"name":"kind","type":"choice","label":null,"required":false,"default":"a","multiple":false,"choices":[{"value":"a","label":"A"}],"optionsSql":null}]
            """;
        string Body(string output) => $$"""{"name":"Full","dataSourceId":"{{source}}","sql":"SELECT 1","parameters":{{Parameters}},"output":{{output}}}""";

        var created = (await tenant.Editor.PostAsync("/v1/reports", Text(Body(Output)))).Expect(201);
        (await tenant.Editor.PutAsync($"/v1/reports/{created.Id}", Text(Body("""{"formats":["csv"]}""")), "*")).Expect(200);

        Same(created.Json.GetProperty("output"), Output);
        Same(created.Json.GetProperty("parameters"), Parameters);
        var versions = (await tenant.Viewer.GetAsync($"/v1/reports/{created.Id}/versions")).Expect(200).Json.GetProperty("items");
        versions[0].GetProperty("output").GetProperty("formats").GetRawText().Should().Be("""["csv"]""");
        Same(versions[1].GetProperty("output"), Output);
        Same(versions[1].GetProperty("parameters"), Parameters);
    }

    [Fact]
    public async Task FilePassword_SetKeptAndCleared_IsEncryptedAndNeverShown()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var source = await tenant.AddDataSourceAsync();
        object Body(string? filePassword) =>
            new { name = "Packed", dataSourceId = source, sql = "SELECT 1", output = new { packing = "zip" }, filePassword };

        var created = (await tenant.Editor.PostAsync("/v1/reports", Body("0pen sesame"))).Expect(201);
        var first = await StoredAsync(created.Id);
        var kept = (await tenant.Editor.PutAsync($"/v1/reports/{created.Id}", Body(null), "*")).Expect(200);
        var keptAs = await StoredAsync(created.Id);
        var cleared = (await tenant.Editor.PutAsync($"/v1/reports/{created.Id}", Body(""), "*")).Expect(200);

        created.Json.GetProperty("hasFilePassword").GetBoolean().Should().BeTrue();
        kept.Json.GetProperty("hasFilePassword").GetBoolean().Should().BeTrue();
        cleared.Json.GetProperty("hasFilePassword").GetBoolean().Should().BeFalse();
        keptAs.Should().Equal(first);
        (await fixture.Host.Services.GetRequiredService<CredentialProtector>().UnprotectAsync(tenant.Owner.TenantId, created.Id, first!, Cancelled))
            .Should().Be("0pen sesame");
        Encoding.Latin1.GetString(first!).Should().NotContain("sesame");
        (await StoredAsync(created.Id)).Should().BeNull();
        created.Text.Should().NotContainAny("sesame", "filePassword");
        var audit = await fixture.Host.ScalarAsync<string>($"SELECT string_agg(data::text, ' ' ORDER BY id) FROM audit_events WHERE subject_id = '{created.Id}'");
        audit.Should().Contain("\"has_file_password\": true").And.Contain("\"has_file_password\": false").And.NotContain("\"file_password\"");
    }

    [Fact]
    public async Task DataSource_OfFiles_HasThemAndNoHost()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = await tenant.AddReportAsync();
        object Body(string name) => new
        {
            name,
            kind = "duckdb",
            files = new object[]
            {
                new { name = "orders", format = "parquet", url = "https://example.com/orders.parquet" },
                new { name = "customers", format = "csv", reportId = report },
            },
        };

        var created = (await tenant.Owner.PostAsync("/v1/data-sources", Body("Files"))).Expect(201);
        var changed = (await tenant.Owner.PutAsync($"/v1/data-sources/{created.Id}", Body("Renamed"), "*")).Expect(200);

        changed.Json.GetProperty("files").GetRawText().Should().Be(
            $$"""[{"name":"orders","format":"parquet","url":"https://example.com/orders.parquet","reportId":null},{"name":"customers","format":"csv","url":null,"reportId":"{{report}}"}]""");
        foreach (var absent in new[] { "host", "port", "database", "username", "sslMode" })
            created.Json.GetProperty(absent).ValueKind.Should().Be(JsonValueKind.Null, absent);
        (await tenant.Owner.DeleteAsync($"/v1/data-sources/{created.Id}", "*")).Expect(204);
    }

    [Theory]
    [InlineData("mysql", 3306)]
    [InlineData("sqlServer", 1433)]
    [InlineData("postgresql", 5432)]
    public async Task DataSource_WithoutPort_HasTheOneOfItsKind(string kind, int port)
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { name = "N", kind, host = "db.example.com", database = "d", username = "u", sslMode = "require", password = "p" };

        (await tenant.Owner.PostAsync("/v1/data-sources", body)).Expect(201).Json.GetProperty("port").GetInt32().Should().Be(port);
    }

    [Fact]
    public async Task Run_AskedForAsOfATime_HasItAsItsNominalTime()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var report = await tenant.AddReportAsync();

        var run = (await tenant.Editor.PostAsync(
            "/v1/runs", new { reportId = report, asOf = "2026-01-31T07:00:00+01:00", timeZone = "Europe/Berlin" })).Expect(202).Json;

        run.GetProperty("nominalFireAt").GetDateTimeOffset().Should().Be(new DateTimeOffset(2026, 1, 31, 6, 0, 0, TimeSpan.Zero));
        run.GetProperty("boundParameters").ValueKind.Should().Be(JsonValueKind.Null);
    }

    private static StringContent Text(string json) => new(json, Encoding.UTF8, "application/json");

    private static void Same(JsonElement actual, string expected) =>
        JsonElement.DeepEquals(actual, JsonElement.Parse(expected)).Should().BeTrue(actual.GetRawText());

    private async Task<byte[]?> StoredAsync(Guid report)
    {
        var value = await fixture.Host.ScalarAsync<object>($"SELECT file_password FROM reports WHERE id = '{report}'");
        return value as byte[];
    }
}
