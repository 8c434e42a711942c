namespace ReportScheduler.Reports;

/// <summary>The stable codes of <see cref="ReportException"/>.</summary>
public static class ReportErrors
{
    /// <summary>No connection: unknown host, refused, timed out, or the server takes no connections now. Transient.</summary>
    public const string SourceUnreachable = "source_unreachable";

    /// <summary>The host is not on the public internet, or is not a host at all.</summary>
    public const string SourceAddressRefused = "source_address_refused";

    /// <summary>User name, password or the right to connect is missing.</summary>
    public const string SourceAuthFailed = "source_auth_failed";

    /// <summary>The server has no such database.</summary>
    public const string SourceDatabaseUnknown = "source_database_unknown";

    /// <summary>TLS is not offered, or the certificate is not trusted or not the host's.</summary>
    public const string SourceTlsFailed = "source_tls_failed";

    /// <summary>The connection broke while rows were read. Transient.</summary>
    public const string SourceConnectionLost = "source_connection_lost";

    /// <summary>No driver for data sources of this kind.</summary>
    public const string SourceKindUnsupported = "source_kind_unsupported";

    /// <summary>The file cannot be fetched: its server does not answer or refuses, or it is gone.</summary>
    public const string SourceFileUnreachable = "source_file_unreachable";

    /// <summary>All places for queries on files were taken for as long as the query may take. Transient.</summary>
    public const string SourceFilesBusy = "source_files_busy";

    /// <summary>The file has more bytes than allowed.</summary>
    public const string SourceFileTooLarge = "source_file_too_large";

    /// <summary>The file is not what its format says, is damaged, or is of a format that is not read here.</summary>
    public const string SourceFileInvalid = "source_file_invalid";

    /// <summary>A test of the data source was given up; runs wait longer. Transient.</summary>
    public const string SourceTestTimeout = "source_test_timeout";

    /// <summary>The statement is no query, or its query writes.</summary>
    public const string SourceReadOnly = "source_read_only";

    /// <summary>More than one statement.</summary>
    public const string QueryMultipleStatements = "query_multiple_statements";

    /// <summary>The server refused or aborted the query; the message has its reason.</summary>
    public const string QueryFailed = "query_failed";

    /// <summary>The query, or the rendering of its rows, took longer than allowed.</summary>
    public const string QueryTimeout = "query_timeout";

    /// <summary>More rows than allowed.</summary>
    public const string RowLimitExceeded = "row_limit_exceeded";

    /// <summary>More columns than the format has room for.</summary>
    public const string ColumnLimitExceeded = "column_limit_exceeded";

    /// <summary>A single row with more bytes than a worker takes into memory.</summary>
    public const string RowTooLarge = "row_too_large";

    /// <summary>More bytes of content than allowed.</summary>
    public const string ByteLimitExceeded = "byte_limit_exceeded";

    /// <summary>A value, or a result, that the format can't hold as it is; the message names its column.</summary>
    public const string ValueNotInFormat = "value_not_in_format";

    /// <summary>The artifact's path has a part that is not allowed.</summary>
    public const string ArtifactPathInvalid = "artifact_path_invalid";

    /// <summary>An artifact of this path was committed before; it was not changed.</summary>
    public const string ArtifactExists = "artifact_exists";

    /// <summary>There is no artifact of this path.</summary>
    public const string ArtifactNotFound = "artifact_not_found";

    /// <summary>The artifact store did not do its work. Transient.</summary>
    public const string ArtifactStoreFailed = "artifact_store_failed";

    /// <summary>No room is left where artifacts, or the copies of files that are read, are kept. Transient.</summary>
    public const string StorageFull = "storage_full";

    /// <summary>A text template of the report can't be filled in; the message has the line and the reason.</summary>
    public const string TemplateInvalid = "template_invalid";

    /// <summary>More rows than a PDF may have.</summary>
    public const string PdfRowLimit = "pdf_row_limit";
}
