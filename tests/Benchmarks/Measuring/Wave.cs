namespace ReportScheduler.Benchmarks.Measuring;

/// <summary>Schedules that come due.</summary>
/// <param name="Count">How many.</param>
/// <param name="Due">When, a whole second.</param>
/// <param name="SpreadSeconds">They are spread evenly over so many seconds from then on; 0: all at one instant.</param>
internal sealed record Wave(int Count, DateTimeOffset Due, int SpreadSeconds = 0);

/// <summary>How long after their time the schedules of a wave reached a stage, in seconds.</summary>
/// <param name="Done">The last stage.</param>
/// <param name="Claimed">The commit of the claim, where it is known by itself.</param>
internal sealed record WaveLags(IReadOnlyList<double> Done, IReadOnlyList<double>? Claimed = null);

/// <summary>Who fires schedules.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Makes schedules due at the wave's time, which lies ahead.</summary>
    Task PrepareAsync(Wave wave, CancellationToken cancellationToken);

    /// <summary>Returns when all of the wave are done.</summary>
    Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>Tells how late each was, after it has checked that each was done exactly once.</summary>
    /// <exception cref="InvalidOperationException">One was not, or was done twice.</exception>
    Task<WaveLags> CollectAsync(CancellationToken cancellationToken);
}

/// <summary>A contender whose processes can be measured.</summary>
internal interface IMeasuredContender : IContender
{
    /// <summary>Its processes; the PostgreSQL server is not one of them.</summary>
    IReadOnlyList<Part> Parts { get; }

    /// <summary>What it wrote, for the message of a failure.</summary>
    string Tail();
}
