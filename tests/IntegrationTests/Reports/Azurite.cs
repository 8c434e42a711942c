using System.Globalization;
using System.Security.Cryptography;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Node;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>The Azure Blob Storage emulator, in memory on a loopback port. Without Node.js there is none.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private const string Account = "testaccount";
    private NodeProgram? _program;

    /// <summary>Null where there is no Node.js.</summary>
    public string? ConnectionString { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = await NodePackages.InstallAsync("Reports/node", cancellation);
        if (folder is null)
            return;
        var port = FreePorts.Take();
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        _program = NodeProgram.Start(
            new Dictionary<string, string> { ["AZURITE_ACCOUNTS"] = $"{Account}:{key}" },
            Path.Combine(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
            "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--blobPort", port.ToString(CultureInfo.InvariantCulture));
        await _program.LineWithAsync("successfully listen", cancellation);
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/{Account};";
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
    }
}
