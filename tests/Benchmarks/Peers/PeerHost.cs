using System.Text.Json;
using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Peers;

/// <summary>The process of one peer: does what it is told on standard input, one JSON line each, and answers in the same way.</summary>
internal static class PeerHost
{
    public static async Task<int> RunAsync(string peer, CancellationToken cancellationToken)
    {
        var setup = JsonSerializer.Deserialize<PeerSetup>(Environment.GetEnvironmentVariable(PeerProcess.SetupVariable)!)!;
        await using var contender = await CreateAsync(peer, setup, cancellationToken);
        await AnswerAsync(new PeerAnswer());
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            var command = JsonSerializer.Deserialize<PeerCommand>(line)!;
            await AnswerAsync(await DoAsync(contender, command, cancellationToken));
        }

        return 0;
    }

    private static async Task<IContender> CreateAsync(string peer, PeerSetup setup, CancellationToken cancellationToken) => peer switch
    {
        PlainLoop.Name => await PlainLoop.CreateAsync(setup, cancellationToken),
        QuartzPeer.Name => await QuartzPeer.CreateAsync(setup, cancellationToken),
        HangfirePeer.Name => await HangfirePeer.CreateAsync(setup, cancellationToken),
        _ => throw new ArgumentException($"There is no peer {peer}.", nameof(peer)),
    };

    private static async Task<PeerAnswer> DoAsync(IContender contender, PeerCommand command, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case { Prepare: { } wave }:
                await contender.PrepareAsync(wave, cancellationToken);
                return new PeerAnswer();
            case { Wait: true }:
                await contender.WaitAsync(cancellationToken);
                return new PeerAnswer();
            default:
                return new PeerAnswer(await contender.CollectAsync(cancellationToken));
        }
    }

    private static async Task AnswerAsync(PeerAnswer answer)
    {
        await Console.Out.WriteLineAsync(PeerProcess.AnswerPrefix + JsonSerializer.Serialize(answer));
        await Console.Out.FlushAsync();
    }
}

/// <param name="ConnectionString">An empty database.</param>
/// <param name="Schedules">How many schedules there are.</param>
/// <param name="InWaves">How many of them waves are made of.</param>
internal sealed record PeerSetup(string ConnectionString, int Schedules, int InWaves);

/// <summary>One of the three things a contender does; neither of the first two: tell how late they were.</summary>
internal sealed record PeerCommand(Wave? Prepare = null, bool Wait = false);

internal sealed record PeerAnswer(WaveLags? Lags = null);
