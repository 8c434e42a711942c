using System.Text.Json;

namespace ReportScheduler.Api.Http;

/// <summary>A value of an enum in a query string, under the name it has in JSON; numbers and other spellings are not accepted.</summary>
internal readonly record struct QueryEnum<T>(T Value)
    where T : struct, Enum
{
    public static bool TryParse(string text, out QueryEnum<T> result)
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(value.ToString()) != text) continue;
            result = new QueryEnum<T>(value);
            return true;
        }

        result = default;
        return false;
    }
}
