using ReportScheduler.Domain;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Destinations;

namespace ReportScheduler.Api.Destinations;

/// <summary>Checks the destinations that schedules and runs name.</summary>
internal static class DestinationReferences
{
    private const int MaxDestinations = 50;

    /// <summary>Adds an error for too many, and for each that the tenant has not.</summary>
    public static async Task CheckKnownAsync(
        this DestinationStore destinations, TenantScope scope, string field, IReadOnlyList<Guid> ids, List<FieldError> errors,
        CancellationToken cancellationToken)
    {
        if (ids.Count > MaxDestinations)
        {
            errors.Add(new(field, "too_many", $"Name at most {MaxDestinations} destinations."));
            return;
        }

        if (ids.Count == 0) return;
        var known = (await destinations.FilterKnownAsync(scope, ids, cancellationToken)).ToHashSet();
        for (var i = 0; i < ids.Count; i++)
        {
            if (!known.Contains(ids[i]))
                errors.Add(new($"{field}[{i}]", "unknown_destination", "Name a destination of yours: there is none with this id."));
        }
    }
}
