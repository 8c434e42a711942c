namespace ReportScheduler.Domain.Schedules.Imports;

/// <summary>A calendar file cannot be used.</summary>
internal sealed class IcsException(FieldError error) : Exception(error.Message)
{
    public IcsException(string message)
        : this(new FieldError("ics", "invalid_ics", message))
    {
    }

    public FieldError Error => error;
}
