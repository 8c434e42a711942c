using System.Runtime.CompilerServices;

namespace ReportScheduler.TestKit;

/// <summary>Waits for conditions, so that no test sleeps for a time it only hopes is long enough.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> is true.</summary>
    /// <exception cref="TimeoutException">It was still false at the deadline.</exception>
    public static Task TrueAsync(
        Func<CancellationToken, Task<bool>> condition,
        TimeSpan deadline,
        CancellationToken cancellationToken,
        [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        ResultAsync(condition, met => met, deadline, cancellationToken, what);

    /// <summary>Waits until <paramref name="condition"/> is true.</summary>
    /// <exception cref="TimeoutException">It was still false at the deadline.</exception>
    public static Task TrueAsync(
        Func<bool> condition,
        TimeSpan deadline,
        CancellationToken cancellationToken,
        [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        ResultAsync(_ => Task.FromResult(condition()), met => met, deadline, cancellationToken, what);

    /// <summary>Reads until the result is as wanted.</summary>
    /// <returns>The first result that is.</returns>
    /// <exception cref="TimeoutException">None was until the deadline; the message has the last result.</exception>
    public static async Task<T> ResultAsync<T>(
        Func<CancellationToken, Task<T>> read,
        Func<T, bool> isWanted,
        TimeSpan deadline,
        CancellationToken cancellationToken,
        [CallerArgumentExpression(nameof(isWanted))] string? what = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var result = await read(cancellationToken);
            if (isWanted(result))
                return result;
            if (TimeProvider.System.GetElapsedTime(start) > deadline)
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {what}. Last seen: {result}");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
