using System.Globalization;
using System.Text.RegularExpressions;
using DotLiquid;
using DotLiquid.Exceptions;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Templates;

/// <summary>
/// Texts of reports as Liquid templates: plain text in, plain text out; who puts it into HTML escapes it there. Templates see only
/// the values of their <see cref="TemplateModel"/>, as plain values; they include nothing and call nothing. Every setting is the
/// render's own: DotLiquid's static ones are neither read nor changed.
/// </summary>
public static partial class ReportText
{
    /// <summary>Rounds of one loop.</summary>
    public const int MaxIterations = 1000;

    /// <summary>Characters that a template may write.</summary>
    public const int MaxOutput = 20_000;

    private const int MaxTemplate = 10_000;
    private const SyntaxCompatibility Syntax = SyntaxCompatibility.DotLiquid22a;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    /// <summary>Fills in a template.</summary>
    /// <exception cref="ReportException"><see cref="ReportErrors.TemplateInvalid"/>, with the line and what is wrong with it.</exception>
    public static string Render(string template, TemplateModel model)
    {
        try
        {
            return RenderOnce(template, model);
        }
        catch (Exception e) when (e is not ReportException and not OutOfMemoryException)
        {
            throw Invalid(template, e, text => RenderOnce(text, model));
        }
    }

    /// <summary>Tells whether a template can be used, before there is a run: null, or one sentence with the line and what is wrong.</summary>
    /// <remarks>It is filled in without parameters and rows; what fails only for want of their values is not told.</remarks>
    public static string? Check(string template)
    {
        var model = new TemplateModel("Report", [], DateTimeOffset.UnixEpoch, "UTC", ReportLocale.Default, []);
        try
        {
            Render(template, model);
            return null;
        }
        catch (ReportException e)
        {
            return e.InnerException is null or SyntaxException or FilterNotFoundException or MaximumIterationsExceededException
                or StackLevelException or FileSystemException or TemplateLimitException or OperationCanceledException or TimeoutException
                ? e.Message
                : null;
        }
    }

    private static string RenderOnce(string template, TemplateModel model)
    {
        if (template.Length > MaxTemplate)
            throw new ReportException(ReportErrors.TemplateInvalid, "The template has more than 10,000 characters: shorten it.");
        if (RefusedTag().Match(template) is { Success: true } refused)
        {
            var line = template.AsSpan(0, refused.Index).Count('\n') + 1;
            throw new ReportException(ReportErrors.TemplateInvalid, $"Line {line} of the template: the tag '{refused.Groups[1].Value}' is not available here.");
        }

        using var timeout = new CancellationTokenSource(MaxTime);
        using var output = new BoundedTextWriter();
        var context = new Context([Values(model)], [], [], ErrorsOutputMode.Rethrow, MaxIterations, CultureInfo.InvariantCulture, timeout.Token)
        {
            SyntaxCompatibilityLevel = Syntax,
            UseRubyDateFormat = true,
        };
        context.AddFilters(typeof(BoundedFilters));
        Template.Parse(template, Syntax).Render(output, RenderParameters.FromContext(context, CultureInfo.InvariantCulture));
        return output.ToString();
    }

    private static Hash Values(TemplateModel model) => Hash.FromDictionary(new Dictionary<string, object>
    {
        ["report"] = Hash.FromDictionary(new Dictionary<string, object> { ["name"] = model.ReportName }),
        ["parameters"] = Hash.FromDictionary(model.Parameters.ToDictionary(p => p.Name, p => Plain(p.Value)!)),
        ["fireTime"] = new FireTimeValue(model.FireTime, model.TimeZone, model.Locale),
        ["rows"] = model.Rows.Select(row => Hash.FromDictionary(row.ToDictionary(c => c.Key, c => Plain(c.Value)!))).ToList(),
    });

    // Nothing but plain values gets in, so that no member of an object of ours can be named.
    private static object? Plain(object? value) => value switch
    {
        null or string or bool or int or long or decimal or double or DateTime or DateTimeOffset => value,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static ReportException Invalid(string template, Exception error, Func<string, string> render)
    {
        var (what, hasLine) = error switch
        {
            TemplateLimitException => (error.Message, false),
            MaximumIterationsExceededException => ("goes through more than 1,000 entries in a loop", false),
            OperationCanceledException or TimeoutException => ("takes too long", false),
            StackLevelException => ("nests too deep", false),
            FilterNotFoundException => ($"there is no filter '{error.Message}'", true),
            SyntaxException => (Sentence(error.Message), true),
            DivideByZeroException => ("a number is divided by zero", true),
            _ => ("a value cannot be used like this", true),
        };
        return new(
            ReportErrors.TemplateInvalid,
            hasLine ? $"Line {LineOf(template, error, render)} of the template: {what}." : $"The template {what}: make it simpler.", error);
    }

    // At most as often as this, so that a bad template of many lines takes no long time.
    private const int MaxTries = 200;

    // DotLiquid does not tell the line. It is the last one without which the template has not the same error.
    private static int LineOf(string template, Exception error, Func<string, string> render)
    {
        var lines = template.Split('\n');
        var line = lines.Length;
        while (line > 1 && lines.Length - line < MaxTries && HasSameError(string.Join('\n', lines[..(line - 1)]), error, render)) line--;
        return line;
    }

    private static bool HasSameError(string template, Exception error, Func<string, string> render)
    {
        try
        {
            render(template);
            return false;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.GetType() == error.GetType() && e.Message == error.Message;
        }
    }

    private static string Sentence(string message)
    {
        var text = RegexpTail().Replace(message.Replace("Syntax Error in ", "", StringComparison.Ordinal), "").ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return text.Length <= 200 ? text : text[..200] + "…";
    }

    [GeneratedRegex(@"\{%-?\s*(capture|include|extends|block|param|ifchanged|literal)\b", RegexOptions.CultureInvariant)]
    private static partial Regex RefusedTag();

    [GeneratedRegex(" with regexp: .*$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex RegexpTail();
}
