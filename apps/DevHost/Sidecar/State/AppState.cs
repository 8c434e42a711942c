using System.Globalization;
using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.State;

/// <summary>The state API as one app sees it: its stores, its key prefixes, daprd's errors.</summary>
internal sealed class AppState(string appId, IReadOnlyDictionary<string, StateComponent> stores, string? namespaceName)
{
    private readonly Dictionary<string, StateComponent> _visible = stores
        .Where(store => store.Value.Component.IsFor(appId))
        .ToDictionary(store => store.Key, store => store.Value);

    /// <exception cref="SidecarException">No such store for this app.</exception>
    public (InMemoryStateStore Store, StateKeys Keys) Open(string name)
    {
        if (_visible.Count == 0)
            throw StateErrors.NotConfigured(name);
        return _visible.TryGetValue(name, out var found)
            ? (found.Store, new StateKeys(found.Component, appId, namespaceName))
            : throw StateErrors.NotFound(name);
    }

    public StateEntry? Get(string storeName, string key)
    {
        var (store, keys) = Open(storeName);
        return store.Get(keys.Stored(key));
    }

    /// <summary>One entry per key; null where there is none.</summary>
    public IReadOnlyList<(string Key, StateEntry? Entry)> GetBulk(string storeName, IEnumerable<string> names)
    {
        var (store, keys) = Open(storeName);
        var stored = names.Select(name => (name, Key: keys.Stored(name))).ToList();
        return [.. stored.Select(item => (item.name, store.Get(item.Key)))];
    }

    /// <summary>Saves one by one, so the others stay when one fails: not atomic, as in daprd.</summary>
    public void Save(string storeName, IReadOnlyList<StateRequest> requests)
    {
        var (store, keys) = Open(storeName);
        if (requests.Any(request => request.Key.Length == 0))
            throw StateErrors.EmptyKey();
        var writes = requests.Select(request => (Request: request, Key: keys.Stored(request.Key))).ToList();
        if (Failure(writes, item => store.Apply(item.Request.Upsert(item.Key))) is { } cause)
            throw StateErrors.Save(storeName, cause);
    }

    public void Delete(string storeName, StateRequest request)
    {
        var (store, keys) = Open(storeName);
        try
        {
            store.Apply(request.Delete(keys.Stored(request.Key)));
        }
        catch (Exception cause) when (cause is ETagMismatchException or FormatException)
        {
            throw StateErrors.Delete(request.Key, cause);
        }
    }

    public void DeleteBulk(string storeName, IReadOnlyList<StateRequest> requests)
    {
        var (store, keys) = Open(storeName);
        var writes = requests.Select(request => (Request: request, Key: keys.Stored(request.Key))).ToList();
        if (Failure(writes, item => store.Apply(item.Request.Delete(item.Key))) is { } cause)
            throw StateErrors.DeleteBulk(storeName, cause);
    }

    /// <summary>All or nothing; every failure is Internal, also a mismatching etag.</summary>
    public void Transact(string storeName, IEnumerable<(string Operation, StateRequest Request)> operations)
    {
        var (store, keys) = Open(storeName);
        var requests = operations
            .Select(operation => (operation.Operation, operation.Request, Key: keys.Stored(operation.Request.Key)))
            .ToList();
        if (requests.Find(item => item.Operation is not ("upsert" or "delete")) is { Operation: { } unknown })
            throw StateErrors.UnknownOperation(unknown);
        try
        {
            store.Apply([.. requests.Select(item =>
                item.Operation == "upsert" ? item.Request.Upsert(item.Key) : item.Request.Delete(item.Key))]);
        }
        catch (Exception cause) when (cause is ETagMismatchException or FormatException)
        {
            throw StateErrors.Transaction(cause);
        }
    }

    // Several failures count as a mismatch only if all are.
    private static Exception? Failure<T>(List<T> items, Action<T> apply)
    {
        Exception? failure = null;
        foreach (var item in items)
        {
            try
            {
                apply(item);
            }
            catch (ETagMismatchException mismatch)
            {
                failure ??= mismatch;
            }
            catch (FormatException malformed)
            {
                failure = malformed;
            }
        }
        return failure;
    }
}

/// <summary>A configured state store.</summary>
internal sealed record StateComponent(ComponentSpec Component, InMemoryStateStore Store);

/// <summary>One item of a state request.</summary>
/// <param name="Key">Key without prefix.</param>
/// <param name="Data">Value to save.</param>
/// <param name="ETag">Null or empty for none.</param>
/// <param name="Concurrency">first-write, last-write or nothing.</param>
/// <param name="Metadata">For example ttlInSeconds.</param>
internal sealed record StateRequest(
    string Key, ReadOnlyMemory<byte> Data, string? ETag, string? Concurrency, IDictionary<string, string> Metadata)
{
    public StateWrite Upsert(string storedKey) => new(storedKey, Data, ETag, IsFirstWrite, Ttl);

    public StateWrite Delete(string storedKey) => new(storedKey, null, ETag, IsFirstWrite, null);

    private bool IsFirstWrite => Concurrency switch
    {
        "first-write" => true,
        null or "" or "last-write" => false,
        _ => throw new FormatException($"unrecognized concurrency model '{Concurrency}'"),
    };

    // 0 and less mean that the value stays.
    private TimeSpan? Ttl =>
        !Metadata.TryGetValue("ttlInSeconds", out var text) || text.Length == 0 ? null
        : !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? throw new FormatException($"ttlInSeconds is not a whole number: {text}")
        : seconds > 0 ? TimeSpan.FromSeconds(seconds)
        : null;
}
