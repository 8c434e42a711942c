using System.Text;
using System.Text.RegularExpressions;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed partial class BadRequestTests(ApiFixture fixture)
{
    public static TheoryData<string> Names => [.. BadRequests.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task BadRequest_OfTheCatalogue_IsAProblemThatTellsWhatToDo(string name)
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var (source, destination) = (await tenant.AddDataSourceAsync(), await tenant.AddEmailAsync());
        var report = (await tenant.Editor.PostAsync("/v1/reports", Tenant.Report(source))).Expect(201).Id;
        var schedule = (await tenant.Editor.PostAsync("/v1/schedules", Tenant.Schedule(report, destinationIds: destination))).Expect(201).Id;
        var calendar = name.StartsWith("import", StringComparison.Ordinal) ? await tenant.AddCalendarAsync() : Guid.Empty;
        string Filled(string text) => text
            .Replace("{calendar}", calendar.ToString(), StringComparison.Ordinal)
            .Replace("{source}", source.ToString(), StringComparison.Ordinal)
            .Replace("{report}", report.ToString(), StringComparison.Ordinal)
            .Replace("{destination}", destination.ToString(), StringComparison.Ordinal)
            .Replace("{schedule}", schedule.ToString(), StringComparison.Ordinal);
        var bad = BadRequests.All[name];
        var body = bad.Text is null ? null : new StringContent(Filled(bad.Text), Encoding.UTF8, bad.ContentType);

        var answer = await tenant.Owner.SendAsync(new HttpMethod(bad.Method), Filled(bad.Path), body, bad.IfMatch);

        answer.ExpectProblem(bad.Status, bad.Code);
        var problem = answer.Json;
        problem.GetProperty("status").GetInt32().Should().Be(bad.Status);
        problem.GetProperty("type").GetString().Should().Be("about:blank");
        problem.GetProperty("title").GetString().Should().NotBeNullOrEmpty();
        problem.GetProperty("detail").GetString().Should().EndWith(".");
        problem.GetProperty("traceId").GetString().Should().MatchRegex("^[0-9a-f]{32}$");
        if (bad.Errors.Count > 0) answer.Errors.Should().BeEquivalentTo(bad.Errors);
        Inside().IsMatch(answer.Text).Should().BeFalse(answer.Text);
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    // Words of our own code, of the database and of the framework.
    [GeneratedRegex(@"System\.|ReportScheduler\.|Npgsql|Exception|   at |127\.0\.0\.1|tenant_id|INSERT|s3cret")]
    private static partial Regex Inside();
}
