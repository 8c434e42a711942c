using System.Security;
using System.Xml;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>Strings in the small parts of a workbook; cells go through <see cref="CellEscaping"/>.</summary>
internal static class XmlText
{
    /// <summary>The string for an attribute or an element. What XML can't hold becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        var characters = text.ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            if (i + 1 < characters.Length && char.IsSurrogatePair(characters[i], characters[i + 1])) i++;
            else if (!XmlConvert.IsXmlChar(characters[i])) characters[i] = '\uFFFD';
        }

        return SecurityElement.Escape(new string(characters));
    }
}
