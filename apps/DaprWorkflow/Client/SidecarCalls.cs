using Dapr.Workflow.Sidecar;
using Grpc.Core;

namespace Dapr.Workflow.Client;

/// <summary>Makes the client's calls: deadlines, long polls and errors in the terms of .NET.</summary>
internal static class SidecarCalls
{
    private static readonly TimeSpan ShortestPollDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPollDelay = TimeSpan.FromSeconds(15);

    /// <summary>Calls once, with a deadline: from 1.15 on, the sidecar answers only when the effect is there; without a worker, never.</summary>
    /// <exception cref="RpcException">The sidecar's error.</exception>
    /// <exception cref="NotSupportedException">The sidecar lacks the rpc.</exception>
    public static async Task<T> EffectAsync<T>(string feature, Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call(new CallOptions(deadline: Deadline.In(Deadline.Usual), cancellationToken: cancellation));
        }
        catch (RpcException error) when (Translate(error, feature, cancellation) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Calls once, and takes an unknown instance for an answer.</summary>
    public static async Task<T> ReadAsync<T>(
        string feature, Func<CallOptions, AsyncUnaryCall<T>> call, T missing, CancellationToken cancellation)
    {
        try
        {
            return await EffectAsync(feature, call, cancellation);
        }
        catch (RpcException error) when (SidecarErrors.IsNoSuchInstance(error))
        {
            return missing;
        }
    }

    /// <summary>Calls until there is an answer: the sidecar holds the call until the instance is there where it is waited for.</summary>
    public static async Task<T> PollAsync<T>(
        string feature, Func<CallOptions, AsyncUnaryCall<T>> call, T missing, TimeProvider time, CancellationToken cancellation)
    {
        for (var delay = ShortestPollDelay; ; delay = delay * 2 < LongestPollDelay ? delay * 2 : LongestPollDelay)
        {
            try
            {
                return await call(new CallOptions(cancellationToken: cancellation));
            }
            catch (RpcException error) when (Translate(error, feature, cancellation) is { } translated)
            {
                throw translated;
            }
            catch (RpcException error) when (SidecarErrors.IsNoSuchInstance(error))
            {
                return missing;
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Unavailable)
            {
                await Task.Delay(delay, time, cancellation);
            }
        }
    }

    private static Exception? Translate(RpcException error, string feature, CancellationToken cancellation)
    {
        if (error.StatusCode == StatusCode.Cancelled && cancellation.IsCancellationRequested)
            return new OperationCanceledException(error.Message, error, cancellation);
        return SidecarErrors.IsUnsupported(error)
            ? new NotSupportedException($"This version of the Dapr sidecar cannot {feature}.", error)
            : null;
    }
}
