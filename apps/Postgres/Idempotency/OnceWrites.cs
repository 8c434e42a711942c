using System.Security.Cryptography;
using System.Text.Json;

namespace ReportScheduler.Postgres.Idempotency;

/// <summary>Makes a write once under a key: its result is kept in the same transaction and given again when it is repeated.</summary>
internal static class OnceWrites
{
    /// <param name="once">Null for a write without a key.</param>
    /// <returns>The result of this write or of the first one; null when the write gave none, which is not kept.</returns>
    /// <exception cref="OnceException">The key stands for another write, or for one that is being made.</exception>
    public static Task<T?> OnceAsync<T>(
        this TenantDatabase database, TenantScope scope, Once<T>? once, Func<TenantTransaction, Task<T?>> write, CancellationToken cancellationToken)
        where T : class => database.InTransactionAsync(
            scope,
            async transaction =>
            {
                if (once is null) return await write(transaction);
                if (await FindAsync(transaction, scope, once, cancellationToken) is { } earlier) return earlier;
                var result = await write(transaction);
                if (result is not null) await KeepAsync(transaction, scope, once, result, cancellationToken);
                return result;
            },
            cancellationToken);

    /// <summary>What was written under the key before; null when nothing was.</summary>
    /// <exception cref="OnceException">As <see cref="OnceAsync"/>.</exception>
    public static Task<T?> FindOnceAsync<T>(this TenantDatabase database, TenantScope scope, Once<T> once, CancellationToken cancellationToken)
        where T : class =>
        database.InTransactionAsync(scope, transaction => FindAsync(transaction, scope, once, cancellationToken), cancellationToken);

    private static async Task<T?> FindAsync<T>(TenantTransaction transaction, TenantScope scope, Once<T> once, CancellationToken cancellationToken)
        where T : class
    {
        var isFree = await transaction.ListAsync(
            new Statement("SELECT pg_try_advisory_xact_lock($1) AS free", LockOf(scope, once.Key)), row => row.Get<bool>("free"), cancellationToken);
        if (!isFree[0]) throw new OnceException(OnceRefusal.InFlight);

        var earlier = await transaction.ListAsync(
            new Statement(
                "SELECT fingerprint, response::text FROM idempotency_keys WHERE tenant_id = $1 AND key = $2 AND created_at > now() - interval '1 day'",
                scope.TenantId, once.Key),
            row => (Fingerprint: row.Get<byte[]>("fingerprint"), Response: row.Get<string>("response")),
            cancellationToken);
        if (earlier.Count == 0) return null;
        return earlier[0].Fingerprint.AsSpan().SequenceEqual(once.Fingerprint)
            ? JsonSerializer.Deserialize(earlier[0].Response, once.Json)
            : throw new OnceException(OnceRefusal.Reused);
    }

    private static async Task KeepAsync<T>(
        TenantTransaction transaction, TenantScope scope, Once<T> once, T result, CancellationToken cancellationToken)
        where T : class
    {
        await transaction.ListAsync(
            new Statement("DELETE FROM idempotency_keys WHERE tenant_id = $1 AND created_at <= now() - interval '1 day'", scope.TenantId),
            _ => true,
            cancellationToken);
        await transaction.ListAsync(
            new Statement(
                "INSERT INTO idempotency_keys (tenant_id, key, fingerprint, response, created_at) VALUES ($1, $2, $3, $4, now())",
                scope.TenantId, once.Key, once.Fingerprint, Statement.Json(JsonSerializer.Serialize(result, once.Json))),
            _ => true,
            cancellationToken);
    }

    // A lock is a number; two keys that share one are at worst told to try again.
    private static long LockOf(TenantScope scope, string key) =>
        BitConverter.ToInt64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{scope.TenantId:N}\n{key}")));
}
