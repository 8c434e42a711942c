using System.Globalization;
using ReportScheduler.Reports.Typesetting;
using SkiaSharp;

namespace ReportScheduler.Reports.Formats.Pdf;

/// <summary>
/// The pages of a document. Up to <see cref="MaxWaiting"/> pages wait for the end, so that they can tell how many there are
/// ("3 / 12"); in a longer document all pages tell only their number.
/// </summary>
internal sealed class PdfPages : IDisposable
{
    /// <summary>Pages that wait.</summary>
    public const int MaxWaiting = 50;

    private readonly PdfOutput _output;
    private readonly SKDocument _document;
    private readonly SKSize _size;
    private readonly TextShaper _shaper;
    private readonly DocumentHead _head;
    private readonly string _asOf;
    private readonly Queue<SKPicture> _waiting = [];
    private readonly SKPictureRecorder _recorder = new();
    private SKCanvas? _canvas;
    private bool _hasTotal = true;
    private int _begun;
    private int _written;

    public PdfPages(Stream output, DocumentHead head, string asOf, TextShaper shaper)
    {
        (_head, _asOf, _shaper) = (head, asOf, shaper);
        _output = new(output);
        _size = PdfStyle.Size(head.Output.Page);
        _document = SKDocument.CreatePdf(_output, new SKDocumentPdfMetadata
        {
            Title = TextShaper.Clean(head.Title, 1000),
            Creator = "Report Scheduler",
            Producer = "Report Scheduler",
            Creation = head.AsOf.UtcDateTime,
            Modified = head.AsOf.UtcDateTime,
            EncodingQuality = 101,
            RasterDpi = 72,
        });
    }

    /// <summary>Space between the margins.</summary>
    public float Width => _size.Width - (2 * PdfStyle.Margin);

    /// <summary>Lowest place for content.</summary>
    public float Bottom => _size.Height - PdfStyle.Margin - PdfStyle.FooterSpace;

    /// <summary>Number of the page that was begun last, from 1.</summary>
    public int Number => _begun;

    /// <summary>The page that was begun last.</summary>
    public SKCanvas Canvas => _canvas!;

    /// <summary>Ends the page, if there is one, and begins the next.</summary>
    public void Begin()
    {
        End();
        _begun++;
        _canvas = _recorder.BeginRecording(new SKRect(0, 0, _size.Width, _size.Height));
    }

    /// <summary>Writes pages that need not wait any longer.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count > MaxWaiting) _hasTotal = false;
        while (!_hasTotal && _waiting.TryDequeue(out var page))
        {
            Write(page);
            await _output.DrainAsync(cancellationToken);
        }
    }

    /// <summary>Writes the rest of the document.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        End();
        while (_waiting.TryDequeue(out var page))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(page);
            await _output.DrainAsync(cancellationToken);
        }

        _document.Close();
        await _output.DrainAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var page in _waiting) page.Dispose();
        _recorder.Dispose();
        _document.Dispose();
        _output.Dispose();
    }

    private void End()
    {
        if (_canvas is null) return;
        _waiting.Enqueue(_recorder.EndRecording());
        _canvas = null;
    }

    private void Write(SKPicture page)
    {
        var canvas = _document.BeginPage(_size.Width, _size.Height);
        canvas.DrawPicture(page);
        page.Dispose();
        _written++;
        DrawMargins(canvas);
        _document.EndPage();
    }

    private void DrawMargins(SKCanvas canvas)
    {
        using var paint = new SKPaint { Color = PdfStyle.Faint };
        using var text = new TextDrawing(_shaper);
        var y = _size.Height - PdfStyle.Margin;
        var number = _written.ToString(CultureInfo.InvariantCulture);
        var page = Line(_hasTotal ? string.Create(CultureInfo.InvariantCulture, $"{_written} / {_begun}") : number, 200);
        text.Add(page, _size.Width - PdfStyle.Margin - (page.Width * PdfStyle.SmallSize), y, PdfStyle.SmallSize, false);
        text.Add(Line(_asOf, Width / 2), PdfStyle.Margin, y, PdfStyle.SmallSize, false);
        if (_written > 1) text.Add(Line(_head.Title, Width), PdfStyle.Margin, PdfStyle.Margin - 12, PdfStyle.SmallSize, false);
        text.Draw(canvas, paint);
    }

    private TextLine Line(string value, float width)
    {
        var shaped = _shaper.Shape(TextShaper.Clean(value, 200).Replace('\n', ' '), false, false);
        return LineBreaker.Break([shaped], width / PdfStyle.SmallSize, 1, _shaper.Shape("…", false, false).Width)[0];
    }
}
