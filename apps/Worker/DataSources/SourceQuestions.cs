using System.Text.Json;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Previews;
using ReportScheduler.ServiceDefaults.Dapr;
using ReportScheduler.Worker.Rendering;

namespace ReportScheduler.Worker.DataSources;

/// <summary>Asks tenants' data sources for the Api, which has no way to them: the first rows of a query, or how it would be run.</summary>
internal sealed partial class SourceQuestions(
    SourceAccess access, SourceDrivers drivers, QueryPreview preview, TimeProvider time, ILogger<SourceQuestions> logger)
{
    // Somebody waits for the answer.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public async Task<SourceRows> ReadAsync(SourceRowsRequest request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            var rows = await AskAsync(
                request.Question, (settings, query, limited) => preview.ReadAsync(settings, query, request.MaxRows, limited), cancellationToken);
            return new SourceRows(
                [.. rows.Columns.Select(column => new SourceColumn(column.Name, JsonNamingPolicy.CamelCase.ConvertName(column.Type.ToString())))],
                rows.Rows, rows.Truncated, (long)time.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (ReportException e)
        {
            Refused(logger, e, request.Question.DataSourceId);
            return new SourceRows([], [], false, (long)time.GetElapsedTime(start).TotalMilliseconds, new SourceError(e.Code, e.Message));
        }
    }

    public async Task<SourcePlan> ExplainAsync(SourcePlanRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return new SourcePlan(await AskAsync(
                request.Question, (settings, query, limited) => drivers.Of(settings.Kind).ExplainAsync(settings, query, limited), cancellationToken));
        }
        catch (ReportException e)
        {
            Refused(logger, e, request.Question.DataSourceId);
            return new SourcePlan(null, new SourceError(e.Code, e.Message));
        }
    }

    private async Task<T> AskAsync<T>(
        SourceQuestion question, Func<SourceSettings, SourceQuery, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var bound = BoundRun.Bind(question.Parameters, question.Values, question.AsOf, question.TimeZone);
            var settings = await access.FindAsync(question.TenantId, question.DataSourceId, either.Token);
            return await ask(settings, new SourceQuery(question.Sql, bound.Parameters, Timeout), either.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ReportException(ReportErrors.QueryTimeout, $"The data source did not answer within {Timeout.TotalSeconds} s.", e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Data source {DataSourceId} did not answer a query that was tried")]
    private static partial void Refused(ILogger logger, Exception exception, Guid dataSourceId);
}

internal static class SourceQuestionEndpoints
{
    public static void MapSourceQuestions(this WebApplication app)
    {
        app.MapPost(
                $"/{SourceRowsRequest.Method}",
                (SourceRowsRequest request, SourceQuestions questions, CancellationToken cancellationToken) => questions.ReadAsync(request, cancellationToken))
            .RequireDaprCallbackToken();
        app.MapPost(
                $"/{SourcePlanRequest.Method}",
                (SourcePlanRequest request, SourceQuestions questions, CancellationToken cancellationToken) => questions.ExplainAsync(request, cancellationToken))
            .RequireDaprCallbackToken();
    }
}
