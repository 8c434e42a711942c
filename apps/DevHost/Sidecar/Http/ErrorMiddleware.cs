namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>Answers errors as daprd does: <c>{"errorCode":"ERR_…","message":"…"}</c>.</summary>
internal static partial class ErrorMiddleware
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        try
        {
            await next(context);
        }
        catch (SidecarException error) when (!context.Response.HasStarted)
        {
            LogError(logger, context.Request.Method, context.Request.Path.Value, error.HttpStatus, error.Message);
            await context.WriteAsync(
                new ErrorBody(error.ErrorCode, error.Message), SidecarJson.Default.ErrorBody, error.HttpStatus);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested)
        {
            LogAborted(logger, context.Request.Method, context.Request.Path.Value, error.Message);
        }
        catch (Exception error) when (error is HttpRequestException or IOException && context.Response.HasStarted)
        {
            // The invoked app broke off; so does the answer to the caller.
            LogAborted(logger, context.Request.Method, context.Request.Path.Value, error.Message);
            context.Abort();
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} answered {Status}: {Problem}")]
    private static partial void LogError(ILogger logger, string method, string? path, int status, string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} broken off: {Problem}")]
    private static partial void LogAborted(ILogger logger, string method, string? path, string problem);
}
