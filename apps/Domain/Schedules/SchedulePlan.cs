using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Schedules;

/// <summary>All that decides over a schedule's fires; its text is what the Scheduler keeps and compares.</summary>
public sealed record SchedulePlan(ScheduleTiming Timing, ScheduleRules Rules)
{
    /// <summary>Its JSON; equal plans give equal texts.</summary>
    public string ToText() => JsonSerializer.Serialize(this, ScheduleJson.Default.SchedulePlan);

    /// <exception cref="FormatException">The text is no plan.</exception>
    public static SchedulePlan Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ScheduleJson.Default.SchedulePlan) ?? throw new FormatException("The schedule is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The schedule cannot be read.", e);
        }
    }
}

/// <summary>Source-generated JSON of what is stored of a schedule.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SchedulePlan))]
[JsonSerializable(typeof(ScheduleTiming))]
[JsonSerializable(typeof(ScheduleRules))]
[JsonSerializable(typeof(IReadOnlyList<Holiday>))]
[JsonSerializable(typeof(IReadOnlyList<BlackoutWindow>))]
public sealed partial class ScheduleJson : JsonSerializerContext;
