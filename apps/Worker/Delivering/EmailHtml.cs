using System.Net;
using System.Text;
using ReportScheduler.Delivery.Email;

namespace ReportScheduler.Worker.Delivering;

/// <summary>The body of a message that shows charts. Texts are escaped; nothing is loaded from elsewhere.</summary>
internal static class EmailHtml
{
    /// <param name="text">Paragraphs, between which lines are empty.</param>
    /// <param name="attachments">Those with a content id are shown.</param>
    /// <param name="files">A line for each file.</param>
    /// <param name="link">Address of the run's page.</param>
    public static string Of(string text, IEnumerable<EmailAttachment> attachments, IEnumerable<string> files, string link)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body style=\"font-family:sans-serif\">\n");
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split("\n\n"))
            html.Append("<p>").Append(Lines(paragraph)).Append("</p>\n");
        foreach (var image in attachments.Where(attachment => attachment.ContentId is not null))
        {
            html.Append("<p><img src=\"cid:").Append(WebUtility.HtmlEncode(image.ContentId)).Append("\" alt=\"")
                .Append(WebUtility.HtmlEncode(image.FileName)).Append("\" width=\"720\" style=\"max-width:100%;height:auto\"></p>\n");
        }

        var address = WebUtility.HtmlEncode(link);
        return html.Append("<p>").Append(Lines(string.Join('\n', files))).Append("<br>\n<a href=\"").Append(address).Append("\">").Append(address)
            .Append("</a></p>\n</body></html>\n").ToString();
    }

    private static string Lines(string text) => WebUtility.HtmlEncode(text).Replace("\n", "<br>\n", StringComparison.Ordinal);
}
