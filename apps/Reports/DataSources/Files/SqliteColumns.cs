using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.Rows;
using SQLitePCL;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>
/// Columns of SQLite, where every cell has a type of its own. A column has the type it was declared with: whole numbers,
/// floating point, numbers of either kind, booleans, bytes; all else is text, dates too, for they are what an application makes of
/// texts or numbers. A column of an expression has the type of its first cell. A cell of another type is an error that says so.
/// </summary>
internal static class SqliteColumns
{
    private const long MaxExactInDouble = 1L << 53;

    /// <param name="reader">Before its first row was read.</param>
    public static AdoColumn[] Of(SqliteDataReader reader)
    {
        var statement = reader.Handle ?? throw new InvalidOperationException("The reader is closed.");
        var columns = new AdoColumn[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = Of(raw.sqlite3_column_decltype(statement, i).utf8_to_string(), raw.sqlite3_column_type(statement, i)) with { Name = reader.GetName(i) };
        return columns;
    }

    private static AdoColumn Of(string? declared, int firstCell) => declared?.ToUpperInvariant() switch
    {
        null or "" => firstCell switch
        {
            raw.SQLITE_INTEGER or raw.SQLITE_FLOAT => Column(ColumnType.Decimal, AddNumber),
            raw.SQLITE_BLOB => Column(ColumnType.Binary, AddBlob),
            _ => Column(ColumnType.Text, AddText),
        },
        var type when type.StartsWith("BOOL", StringComparison.Ordinal) => Column(ColumnType.Boolean, AddBoolean),
        var type when type.Contains("INT", StringComparison.Ordinal) => Column(ColumnType.Integer, AddInteger),
        var type when Has(type, "REAL", "FLOA", "DOUB") => Column(ColumnType.Float, AddFloat),
        var type when Has(type, "NUM", "DEC", "MONEY") => Column(ColumnType.Decimal, AddNumber),
        var type when type.Contains("BLOB", StringComparison.Ordinal) => Column(ColumnType.Binary, AddBlob),
        _ => Column(ColumnType.Text, AddText),
    };

    private static AdoColumn Column(ColumnType type, AddCell add) => new("", type, add);

    private static bool Has(string type, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (type.Contains(part, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private static void AddInteger(DbDataReader reader, int column, RowBatch batch)
    {
        if (TypeOf(reader, column) != raw.SQLITE_INTEGER) throw Misfit(reader, column, "whole number");
        batch.AddInt64(reader.GetInt64(column));
    }

    private static void AddBoolean(DbDataReader reader, int column, RowBatch batch)
    {
        if (TypeOf(reader, column) != raw.SQLITE_INTEGER || reader.GetInt64(column) is not (0 or 1)) throw Misfit(reader, column, "boolean (0 or 1)");
        batch.AddBoolean(reader.GetInt64(column) == 1);
    }

    private static void AddFloat(DbDataReader reader, int column, RowBatch batch)
    {
        var isNumber = TypeOf(reader, column) is var type
            && (type == raw.SQLITE_FLOAT || (type == raw.SQLITE_INTEGER && Math.Abs(reader.GetDouble(column)) <= MaxExactInDouble));
        if (!isNumber) throw Misfit(reader, column, "floating-point number");
        batch.AddDouble(reader.GetDouble(column));
    }

    // A column of numbers holds both kinds: 5.0 is stored as 5.
    private static void AddNumber(DbDataReader reader, int column, RowBatch batch)
    {
        switch (TypeOf(reader, column))
        {
            case raw.SQLITE_INTEGER:
                NumericCell.Add(batch, reader.GetInt64(column));
                break;
            case raw.SQLITE_FLOAT when double.IsFinite(reader.GetDouble(column)):
                NumericCell.Add(batch, PlainDigits(reader.GetDouble(column)));
                break;
            default:
                throw Misfit(reader, column, "number");
        }
    }

    private static void AddBlob(DbDataReader reader, int column, RowBatch batch)
    {
        if (TypeOf(reader, column) != raw.SQLITE_BLOB) throw Misfit(reader, column, "blob");
        batch.Add(raw.sqlite3_column_blob(((SqliteDataReader)reader).Handle!, column));
    }

    private static void AddText(DbDataReader reader, int column, RowBatch batch)
    {
        if (TypeOf(reader, column) == raw.SQLITE_BLOB) throw Misfit(reader, column, "text");
        batch.AddText(reader.GetString(column));
    }

    private static int TypeOf(DbDataReader reader, int column) => raw.sqlite3_column_type(((SqliteDataReader)reader).Handle!, column);

    /// <summary>The shortest digits that give the number again, without an exponent.</summary>
    internal static string PlainDigits(double value)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0) return shortest;

        var sign = value < 0 ? "-" : "";
        var digits = shortest[..mark].Replace(".", "", StringComparison.Ordinal).TrimStart('-');
        var exponent = int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        return exponent < 0
            ? sign + "0." + new string('0', -exponent - 1) + digits
            : sign + digits + new string('0', Math.Max(0, exponent + 1 - digits.Length));
    }

    private static ReportException Misfit(DbDataReader reader, int column, string expected) => SourceErrors.Failed(
        $"Column \"{reader.GetName(column)}\" has a cell that is no {expected}: select CAST(… AS TEXT) instead.");
}
