namespace ReportScheduler.Postgres.Credentials;

/// <summary>Names a stored credential.</summary>
/// <param name="Kind">What its owner is.</param>
public sealed record StoredCredential(Guid TenantId, Guid OwnerId, CredentialKind Kind);

/// <summary>What has a credential.</summary>
public enum CredentialKind
{
    DataSources,
    Destinations,
    Reports,
}

/// <summary>The encrypted credentials of all kinds, for those who encrypt them anew.</summary>
public sealed class CredentialStore(TenantDatabase database)
{
    private const string Actor = "key rotation";

    /// <summary>Up to a hundred credentials of any tenant that another key has encrypted, in the order of their owners' ids.</summary>
    /// <param name="header">What those begin with that the current key has encrypted.</param>
    /// <param name="after">The owner's id after which to go on.</param>
    public Task<List<StoredCredential>> ListOutdatedAsync(byte[] header, Guid after, CancellationToken cancellationToken) =>
        database.ListAsync(
            new Statement("SELECT tenant_id, owner_id, kind FROM outdated_credentials($1, $2)", header, after),
            row => new StoredCredential(
                row.Get<Guid>("tenant_id"), row.Get<Guid>("owner_id"), EnumText.Parse<CredentialKind>(row.Get<string>("kind").Replace("_", "", StringComparison.Ordinal))),
            cancellationToken);

    /// <returns>Null when there is none any more.</returns>
    public Task<byte[]?> FindAsync(StoredCredential credential, CancellationToken cancellationToken)
    {
        var (table, column) = PlaceOf(credential.Kind);
        return database.SingleAsync(
            Scope(credential),
            new Statement(
                $"SELECT {column} AS credential FROM {table} WHERE tenant_id = $1 AND id = $2 AND octet_length({column}) > 0",
                credential.TenantId, credential.OwnerId),
            row => row.Get<byte[]>("credential"),
            cancellationToken);
    }

    /// <summary>Replaces a credential, if it is still as it was. Version and time of change of its owner stay: it means the same.</summary>
    public Task<bool> ReplaceAsync(StoredCredential credential, byte[] old, byte[] renewed, CancellationToken cancellationToken)
    {
        var (table, column) = PlaceOf(credential.Kind);
        return database.ChangesAsync(
            Scope(credential),
            new Statement(
                $"UPDATE {table} SET {column} = $4 WHERE tenant_id = $1 AND id = $2 AND {column} = $3 RETURNING 1",
                credential.TenantId, credential.OwnerId, old, renewed),
            cancellationToken);
    }

    private static TenantScope Scope(StoredCredential credential) => new(credential.TenantId, Actor);

    private static (string Table, string Column) PlaceOf(CredentialKind kind) => kind switch
    {
        CredentialKind.DataSources => ("data_sources", "password"),
        CredentialKind.Destinations => ("destinations", "secret"),
        _ => ("reports", "file_password"),
    };
}
