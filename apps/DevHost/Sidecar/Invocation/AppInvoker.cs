using System.Net;
using Grpc.Core;
using ReportScheduler.DevHost.Sidecar.Apps;

namespace ReportScheduler.DevHost.Sidecar.Invocation;

/// <summary>Calls other apps on behalf of one app instance.</summary>
internal sealed partial class AppInvoker(
    AppInstance caller, AppDirectory directory, SidecarEnvironment environment, TimeProvider time, ILogger<AppInvoker> logger)
{
    // DaprBuiltInServiceRetries
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Sends a request to one instance of an app. A connection that cannot be made is tried again, three tries in all;
    /// whatever the app answers is the answer.
    /// </summary>
    /// <param name="appId">The app, optionally with a namespace (<c>app.namespace</c>).</param>
    /// <param name="create">Makes the request anew for every try; addresses are relative to the app.</param>
    /// <param name="retry">False for a body that comes in chunks, which daprd does not keep.</param>
    /// <param name="cancellationToken">Cuts the call, also while the answer is read.</param>
    /// <exception cref="SidecarException">No such app, or it cannot be reached.</exception>
    public async Task<HttpResponseMessage> InvokeAsync(
        string appId, Func<HttpRequestMessage> create, bool retry, CancellationToken cancellationToken)
    {
        if (!caller.WasUp)
            throw InvokeErrors.NotReady();
        var ownNamespace = environment["NAMESPACE"] ?? "";
        var name = Name(appId, ownNamespace);
        for (var tryNumber = 1; ; tryNumber++)
        {
            var target = directory.Next(name)
                ?? throw InvokeErrors.Failed(appId, $"couldn't find service: {name}");
            try
            {
                var request = create();
                AddHeaders(request, target, ownNamespace);
                return await target.Channel.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException exception) when (exception.InnerException is BadHttpRequestException tooLarge)
            {
                throw tooLarge;
            }
            catch (HttpRequestException exception)
            {
                LogFailed(logger, appId, tryNumber, exception.HttpRequestError);
                if (exception.HttpRequestError is not HttpRequestError.ConnectionError)
                    throw InvokeErrors.Failed(appId, "the app broke the connection");
                if (!retry || tryNumber == Tries)
                {
                    throw InvokeErrors.Failed(
                        appId,
                        $"failed to invoke target {name} after {tryNumber - 1} retries. Error: nothing listens on its port");
                }
            }
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static string Name(string appId, string ownNamespace)
    {
        if (appId.Contains("://", StringComparison.Ordinal))
        {
            throw new SidecarException(
                StatusCode.Unimplemented, 501, "ERR_API_UNIMPLEMENTED",
                "invoking a URL is not part of the embedded development sidecar");
        }
        return appId.Split('.') switch
        {
            [var name] => name,
            [var name, var given] when given == ownNamespace => name,
            _ => throw InvokeErrors.Failed(appId, $"couldn't find service: {appId}"),
        };
    }

    private void AddHeaders(HttpRequestMessage request, AppInstance target, string callerNamespace)
    {
        request.Headers.Add("dapr-caller-app-id", caller.App.AppId);
        request.Headers.Add("dapr-caller-namespace", callerNamespace);
        request.Headers.Add("dapr-callee-app-id", target.App.AppId);
        // An app that calls itself is called by its own sidecar: nothing is forwarded.
        if (target.App.AppId == caller.App.AppId)
            return;
        var host = Dns.GetHostName();
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "127.0.0.1");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", host);
        request.Headers.TryAddWithoutValidation("Forwarded", $"for=127.0.0.1;by=127.0.0.1;host={host}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Invoking {AppId} failed, try {Try}: {Error}")]
    private static partial void LogFailed(ILogger logger, string appId, int @try, HttpRequestError error);
}
