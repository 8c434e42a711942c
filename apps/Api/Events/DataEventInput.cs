using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;

namespace ReportScheduler.Api.Events;

/// <summary>An event that says that data has arrived.</summary>
/// <param name="Name">As the gates of schedules name it: one line of 1 to 200 characters.</param>
public sealed record DataEventInput(string? Name)
{
    internal List<FieldError> Validate()
    {
        var errors = new List<FieldError>();
        errors.CheckName("name", Name);
        return errors;
    }
}
