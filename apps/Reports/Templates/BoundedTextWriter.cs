using System.Globalization;

namespace ReportScheduler.Reports.Templates;

/// <summary>Takes what a template writes, up to a length.</summary>
internal sealed class BoundedTextWriter() : StringWriter(CultureInfo.InvariantCulture)
{
    public override void Write(char value)
    {
        Check(1);
        base.Write(value);
    }

    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Check(count);
        base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    private void Check(int more)
    {
        if (GetStringBuilder().Length + more > ReportText.MaxOutput) throw new TemplateLimitException("writes more than 20,000 characters");
    }
}
