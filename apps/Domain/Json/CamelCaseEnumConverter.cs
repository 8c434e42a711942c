using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportScheduler.Domain;

/// <summary>Writes an enum as its camelCase name, in JSON and in the database alike; numbers are not accepted.</summary>
public sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
