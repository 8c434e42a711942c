using System.Buffers;
using System.Text;

namespace ReportScheduler.Reports.Formats.Parquet;

/// <summary>The part of Thrift's compact protocol that Parquet's headers and footer need.</summary>
/// <remarks>https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal sealed class ThriftCompactWriter(IBufferWriter<byte> output)
{
    private const int True = 1;
    private const int False = 2;
    private const int Int32 = 5;
    private const int Int64 = 6;
    private const int Binary = 8;
    private const int List = 9;
    private const int Struct = 12;

    private readonly Stack<int> _outer = [];
    private int _field;

    /// <summary>Writes a field that is an <c>i32</c> or an enumeration.</summary>
    public void Write(int field, int value)
    {
        Begin(field, Int32);
        WriteInteger(value);
    }

    /// <summary>Writes a field that is an <c>i64</c>.</summary>
    public void Write(int field, long value)
    {
        Begin(field, Int64);
        WriteInteger(value);
    }

    /// <summary>Writes a field that is a boolean.</summary>
    public void Write(int field, bool value) => Begin(field, value ? True : False);

    /// <summary>Writes a field that is a <c>binary</c>.</summary>
    public void Write(int field, ReadOnlySpan<byte> value)
    {
        Begin(field, Binary);
        WriteBinary(value);
    }

    /// <summary>Writes a field that is a string.</summary>
    public void Write(int field, string value) => Write(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes a field that is a struct.</summary>
    public void Write(int field, Action members)
    {
        Begin(field, Struct);
        WriteStruct(members);
    }

    /// <summary>Writes a field that is a list of structs.</summary>
    public void WriteStructs<T>(int field, IReadOnlyCollection<T> items, Action<T> members)
    {
        BeginList(field, items.Count, Struct);
        foreach (var item in items)
            WriteStruct(() => members(item));
    }

    /// <summary>Writes a field that is a list of enumeration values.</summary>
    public void WriteIntegers(int field, IReadOnlyCollection<int> items)
    {
        BeginList(field, items.Count, Int32);
        foreach (var item in items)
            WriteInteger(item);
    }

    /// <summary>Writes a field that is a list of strings.</summary>
    public void WriteStrings(int field, IReadOnlyCollection<string> items)
    {
        BeginList(field, items.Count, Binary);
        foreach (var item in items)
            WriteBinary(Encoding.UTF8.GetBytes(item));
    }

    /// <summary>Writes a struct that is no field.</summary>
    public void WriteStruct(Action members)
    {
        _outer.Push(_field);
        _field = 0;
        members();
        WriteByte(0);
        _field = _outer.Pop();
    }

    private void BeginList(int field, int count, int type)
    {
        Begin(field, List);
        WriteByte((byte)((Math.Min(count, 15) << 4) | type));
        if (count >= 15) WriteVarint((ulong)count);
    }

    // Fields come in ascending order, less than 16 apart.
    private void Begin(int field, int type)
    {
        WriteByte((byte)(((field - _field) << 4) | type));
        _field = field;
    }

    private void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteVarint((ulong)value.Length);
        output.Write(value);
    }

    private void WriteInteger(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    private void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
