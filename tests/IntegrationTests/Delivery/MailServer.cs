using System.Globalization;
using System.Text.Json;
using MimeKit;
using ReportScheduler.TestKit.Node;

namespace ReportScheduler.IntegrationTests.Delivery;

/// <summary>The misbehaving mail server of mail-server.mjs.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly NodeProgram _program;

    private MailServer(NodeProgram program, int port) => (_program, Port) = (program, port);

    public int Port { get; }

    /// <summary>The messages that were read to their end, whatever was answered.</summary>
    public IReadOnlyList<ReceivedMail> Received =>
        [.. _program.Lines.Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<ReceivedMail>(line, Json)!)];

    public static async Task<MailServer> StartAsync(params IReadOnlyList<string> options)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = await NodePackages.InstallAsync("Delivery/node", cancellation);
        Assert.SkipWhen(folder is null, "Node.js is not on this machine.");
        var program = NodeProgram.Start(new Dictionary<string, string>(), Path.Combine(folder, "mail-server.mjs"), options);
        try
        {
            var line = await program.LineWithAsync("listening on ", cancellation);
            return new MailServer(program, int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}

/// <summary>A message as the mail server saw it.</summary>
internal sealed record ReceivedMail(
    string Behaviour, string From, IReadOnlyList<string> To, string? User, bool Secure, long Size, string Sha256, byte[]? Raw)
{
    public MimeMessage Parse() => MimeMessage.Load(new MemoryStream(Raw!), TestContext.Current.CancellationToken);
}
