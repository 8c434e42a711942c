namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>What runs a PostgreSQL server that DevHost started.</summary>
internal enum ServerSource
{
    /// <summary>A container.</summary>
    Docker,

    /// <summary>Programs on the machine or from npm.</summary>
    Programs,
}
