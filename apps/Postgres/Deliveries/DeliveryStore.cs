using Npgsql;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Deliveries;

/// <summary>Which deliveries to list; null members do not restrict.</summary>
public sealed record DeliveryFilter(Guid? RunId, DeliveryState? State);

/// <summary>The deliveries of a tenant, as people see them.</summary>
public sealed class DeliveryStore(TenantDatabase database)
{
    private const string Select = """
        SELECT d.id, d.run_id, d.destination_id, t.name AS destination_name, d.channel, d.recipient, d.state, d.attempts, d.message_id,
            d.next_attempt_at, d.sent_at, d.error_code, d.error_message, d.created_at, d.updated_at
        FROM deliveries d JOIN destinations t ON t.tenant_id = d.tenant_id AND t.id = d.destination_id
        """;

    public async Task<Page<Delivery>> ListAsync(TenantScope scope, DeliveryFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    $"""
                    {Select}
                    WHERE d.tenant_id = $1 AND (d.created_at, d.id) < ($2, $3)
                        AND ($5::uuid IS NULL OR d.run_id = $5) AND ($6::text IS NULL OR d.state = $6)
                    ORDER BY d.created_at DESC, d.id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1, filter.RunId, filter.State),
                Map,
                cancellationToken),
            delivery => (delivery.CreatedAt, delivery.Id));

    public Task<Delivery?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope, new Statement($"{Select} WHERE d.tenant_id = $1 AND d.id = $2", scope.TenantId, id), Map, cancellationToken);

    private static Delivery Map(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        RunId = row.Get<Guid>("run_id"),
        DestinationId = row.Get<Guid>("destination_id"),
        DestinationName = row.Get<string>("destination_name"),
        Channel = row.GetEnum<DestinationKind>("channel"),
        Recipient = row.Get<string>("recipient"),
        State = row.GetEnum<DeliveryState>("state"),
        Attempts = row.Get<int>("attempts"),
        MessageId = row.Get<string>("message_id"),
        NextAttemptAt = row.GetNullable<DateTimeOffset>("next_attempt_at"),
        SentAt = row.GetNullable<DateTimeOffset>("sent_at"),
        Error = row.GetText("error_code") is { } code ? new RunError(code, row.GetText("error_message") ?? "") : null,
        CreatedAt = row.GetTime("created_at"),
        UpdatedAt = row.GetTime("updated_at"),
    };
}
