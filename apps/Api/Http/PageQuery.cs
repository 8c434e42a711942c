using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using ReportScheduler.Api.Errors;
using ReportScheduler.Postgres;

namespace ReportScheduler.Api.Http;

/// <summary>Which page of a list is asked for.</summary>
internal readonly record struct PageQuery(
    [property: FromQuery(Name = "limit"), Description("Items on the page, 1 to 200; 50 when absent.")] int? Limit,
    [property: FromQuery(Name = "cursor"), Description("The nextCursor of the page before; absent for the first page.")] string? Cursor)
{
    public bool TryParse([NotNullWhen(true)] out PageRequest? page, [NotNullWhen(false)] out ProblemResult? problem)
    {
        page = PageRequest.TryParse(Limit, Cursor);
        problem = page is not null ? null
            : Limit is < 1 or > PageRequest.MaxLimit ? Problems.InvalidQuery("limit", "invalid_limit", "Give a limit from 1 to 200.")
            : Problems.InvalidQuery("cursor", "invalid_cursor", "Give the nextCursor of a page as it was, or none for the first page.");
        return problem is null;
    }
}
