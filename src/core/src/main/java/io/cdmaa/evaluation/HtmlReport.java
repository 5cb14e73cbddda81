package io.cdmaa.evaluation;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Verdict;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An HTML report on one or more photos: original, amplified difference, protected photo, and for
 * each domain the fake of the original beside the fake of the protected photo. It needs no other
 * file, no script and no network, and does not disclose local paths.
 */
public final class HtmlReport {
  /** The generator mark in the head of each report, by which our reports are recognised. */
  public static final String MARK = "<meta name=\"generator\" content=\"cdmaa";

  private final Map<String, String> facts;
  private final List<Entry> overview = new ArrayList<>();
  private final List<String> sections = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> generatorsLeftOut = new ArrayList<>();

  /**
   * @param facts what was done, in order: settings, generators, version
   */
  public HtmlReport(Map<String, String> facts) {
    this.facts = new LinkedHashMap<>(facts);
  }

  /** Adds to what was done, at the head of the report. */
  public void addFact(String name, String value) {
    facts.put(name, value);
  }

  /**
   * Adds a photo. Its images are scaled down immediately, so that a long batch needs little memory.
   *
   * @param name the name to display, a file name
   * @param outcome the outcome in one word
   * @param note one sentence below the name; may be empty
   * @param original the unprotected photo
   * @param protectedPhoto the protected one as decoded from its file
   * @param evaluation the verdict with the fakes
   */
  public void add(
      String name,
      String outcome,
      String note,
      Photo original,
      Photo protectedPhoto,
      Evaluation evaluation) {
    add(name, outcome, note, original, protectedPhoto, evaluation, List.of());
  }

  /**
   * Adds a photo, as above.
   *
   * @param marked rectangles to draw on the original
   */
  public void add(
      String name,
      String outcome,
      String note,
      Photo original,
      Photo protectedPhoto,
      Evaluation evaluation,
      List<Crop> marked) {
    overview.add(new Entry(name, outcome, evaluation.verdict()));
    sections.add(
        anchor(overview.size())
            + PhotoSection.render(
                name, outcome, note, original, protectedPhoto, evaluation, marked));
  }

  /** A line of the overview. */
  private record Entry(String name, String outcome, Verdict verdict) {}

  private static String anchor(int number) {
    return "<a id=\"photo-" + number + "\"></a>\n";
  }

  /** Adds a table of the photos that links to their sections; nothing for one photo. */
  private void overview(Html html) {
    if (overview.size() < 2) {
      return;
    }
    html.raw("<section><h2>Overview</h2>\n<table><thead><tr><th scope=\"col\">Photo</th>");
    html.raw("<th scope=\"col\">Outcome</th>");
    html.raw("<th scope=\"col\">Broken fakes</th><th scope=\"col\">Attack rate</th>");
    html.raw("<th scope=\"col\">Weakest generator, average L</th>");
    html.raw("<th scope=\"col\">Largest change</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < overview.size(); i++) {
      Verdict verdict = overview.get(i).verdict();
      List<Verdict.DomainVerdict> domains =
          verdict.generators().stream().flatMap(g -> g.domains().stream()).toList();
      Verdict.GeneratorVerdict weakest =
          verdict.generators().stream()
              .min(Comparator.comparingDouble(Verdict.GeneratorVerdict::averageLoss))
              .orElseThrow();
      html.raw("<tr><th scope=\"row\"><a href=\"#photo-" + (i + 1) + "\">")
          .text(overview.get(i).name())
          .raw("</a></th><td>")
          .text(overview.get(i).outcome())
          .raw("</td><td>")
          .raw(domains.stream().filter(Verdict.DomainVerdict::broken).count() + " of ")
          .raw(domains.size() + "</td><td>")
          .number(100 * verdict.attackRate(), 0)
          .raw(" %</td><td>")
          .text(weakest.name() + ", ")
          .number(weakest.averageLoss(), 4)
          .raw("</td><td>")
          .number(verdict.quality().maxLevelChange(), 0)
          .raw(" of 255</td></tr>\n");
    }
    html.raw("</tbody></table></section>\n");
  }

  /** Adds a photo that could not be protected, with the reason in a sentence. */
  public void addFailure(String name, String reason) {
    failures.add(
        new Html().raw("<li><b>").text(name).raw("</b>: ").text(reason).raw("</li>\n").toString());
  }

  /** Adds a sentence on a generator that the photos are not protected against. */
  public void addGeneratorLeftOut(String reason) {
    generatorsLeftOut.add(new Html().raw("<li>").text(reason).raw("</li>\n").toString());
  }

  private static void list(Html html, String heading, List<String> items) {
    if (!items.isEmpty()) {
      html.raw("<section><h2>").text(heading).raw("</h2>\n<ul>\n");
      items.forEach(html::raw);
      html.raw("</ul></section>\n");
    }
  }

  /** Returns the page. */
  public String render() {
    Html html = new Html();
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw(MARK).raw("\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<title>cdmaa report</title>\n<style>\n").raw(style()).raw("</style>\n");
    html.raw("</head>\n<body>\n<main>\n<h1>Protection against deepfakes</h1>\n");
    html.raw("<p>Each pair shows a generator's fake of the original photo (left) and of the");
    html.raw(" protected one (right). L is the mean squared difference of the two fakes on values");
    html.raw(" from -1 to 1; a fake counts as broken if L reaches the threshold. Everything was");
    html.raw(" measured on the protected file, decoded again.</p>\n<dl>\n");
    facts.forEach(
        (key, value) -> html.raw("<dt>").text(key).raw("</dt><dd>").text(value).raw("</dd>\n"));
    html.raw("</dl>\n");
    list(html, "Generators left out", generatorsLeftOut);
    list(html, "Not protected", failures);
    overview(html);
    sections.forEach(html::raw);
    return html.raw("</main>\n</body>\n</html>\n").toString();
  }

  /**
   * Writes the page atomically.
   *
   * @throws io.cdmaa.CdmaaException if it cannot be written
   */
  public void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.OUTPUT,
          "The folder of the report "
              + file
              + " cannot be created ("
              + Causes.of(e)
              + "); choose another",
          e);
    }
    AtomicFile.write(file, out -> out.write(render().getBytes(StandardCharsets.UTF_8)));
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
