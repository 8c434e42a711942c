using System.Text.Json.Serialization.Metadata;

namespace ReportScheduler.Postgres.Idempotency;

/// <summary>A write that a client may ask for several times and that is made once.</summary>
/// <param name="Key">The client's name for it, up to 255 characters, unique within the tenant for a day.</param>
/// <param name="Fingerprint">What was asked for; under the same key it must be the same.</param>
/// <param name="Json">How the result is kept.</param>
public sealed record Once<T>(string Key, byte[] Fingerprint, JsonTypeInfo<T> Json)
    where T : class;

/// <summary>Why a write under a key is refused.</summary>
public enum OnceRefusal
{
    /// <summary>The same write is being made at the moment.</summary>
    InFlight,

    /// <summary>Another write was made under the key.</summary>
    Reused,
}

/// <summary>A write under a key is refused.</summary>
public sealed class OnceException(OnceRefusal refusal) : Exception($"The write is refused: {refusal}.")
{
    public OnceRefusal Refusal => refusal;
}
