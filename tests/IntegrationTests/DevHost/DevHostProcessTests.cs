using System.Diagnostics;
using System.Text.Json;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DevHost;

public sealed class DevHostProcessTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("devhost-process-").FullName;
    private readonly int _port = FreePorts.TakeBlock(16);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public DevHostProcessTests()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task DevHost_KilledAfterTheFirstDelivery_LeavesNothingRunningAndGoesOnWithAllData()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        string[] reports;
        using (var first = new DevHostProcess(_port, _folder))
        {
            await first.UntilReadyAsync(Cancelled);
            await first.SignInAsync(Cancelled);
            reports = await NamesAsync(first, "/v1/reports");
            await UntilDeliveredAsync(first);

            first.Kill();

            await UntilAppsHaveEndedAsync();
        }

        using var second = new DevHostProcess(_port, _folder);
        await second.UntilReadyAsync(Cancelled);
        await second.SignInAsync(Cancelled);
        (await NamesAsync(second, "/v1/reports")).Should().BeEquivalentTo(reports).And.OnlyHaveUniqueItems().And.HaveCount(4);
        (await NamesAsync(second, "/v1/schedules")).Should().OnlyHaveUniqueItems().And.HaveCount(6);
        (await SucceededAsync(second, Cancelled)).Should().NotBeEmpty();
        (await second.ItemsAsync("/dev/inbox/webhooks", Cancelled)).Should().NotBeEmpty();

        (await second.TerminateAsync(Cancelled)).Should().Be(0);

        second.Output.Should().Be($"Report Scheduler is ready: http://localhost:{_port}{Environment.NewLine}");
        await UntilAppsHaveEndedAsync();
        File.Exists(Path.Combine(_folder, "postgres", "data", "postmaster.pid")).Should().BeFalse();
    }

    [Fact]
    public async Task DevHost_SecondOneOnTheSameData_SaysSoAndEndsWith1()
    {
        using var data = ReportScheduler.DevHost.Data.DataFolder.Open(_folder);
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var exitCode = await ReportScheduler.DevHost.DevHostProgram.RunAsync(["--data", _folder], output, errors);

        exitCode.Should().Be(1);
        errors.ToString().Should().StartWith("Another DevHost uses the data folder").And.NotContain("   at ");
        output.ToString().Should().BeEmpty();
    }

    /// <summary>The schedule that fires every minute has sent an e-mail and called the webhook.</summary>
    private static async Task UntilDeliveredAsync(DevHostProcess devHost)
    {
        await Eventually.ResultAsync(
            token => devHost.ItemsAsync("/dev/inbox/mail", token), mails => mails.Length > 0, Deadline, Cancelled);
        var webhooks = await Eventually.ResultAsync(
            token => devHost.ItemsAsync("/dev/inbox/webhooks", token), calls => calls.Length > 0, Deadline, Cancelled);
        webhooks[0].GetProperty("verified").GetBoolean().Should().BeTrue();
        var runs = await Eventually.ResultAsync(
            token => SucceededAsync(devHost, token), succeeded => succeeded.Length > 0, Deadline, Cancelled);
        var artifacts = await devHost.ItemsAsync($"/v1/artifacts?runId={runs[0].GetProperty("id").GetString()}", Cancelled);
        artifacts.Select(artifact => artifact.GetProperty("format").GetString()).Should().BeEquivalentTo("csv", "xlsx", "pdf", "png");
        var id = artifacts.Single(artifact => artifact.GetProperty("format").GetString() == "csv").GetProperty("id").GetString();
        var csv = await devHost.Client.GetStringAsync($"/v1/artifacts/{id}/content", Cancelled);
        csv.Should().StartWith("Month,Rainy days,").And.Contain("2015-12,");
    }

    private async Task UntilAppsHaveEndedAsync()
    {
        var entries = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "processes.json"), Cancelled));
        int[] ids = [.. entries.EnumerateArray().Select(entry => entry.GetProperty("id").GetInt32())];
        ids.Should().HaveCount(3);
        await Eventually.TrueAsync(() => ids.All(HasEnded), Deadline, Cancelled);
    }

    private static bool HasEnded(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static async Task<JsonElement[]> SucceededAsync(DevHostProcess devHost, CancellationToken cancellationToken) =>
        [.. (await devHost.ItemsAsync("/v1/runs", cancellationToken)).Where(run => run.GetProperty("state").GetString() == "succeeded")];

    private static async Task<string[]> NamesAsync(DevHostProcess devHost, string path) =>
        [.. (await devHost.ItemsAsync(path, Cancelled)).Select(item => item.GetProperty("name").GetString()!)];
}
