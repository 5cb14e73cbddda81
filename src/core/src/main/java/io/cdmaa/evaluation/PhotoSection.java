package io.cdmaa.evaluation;

import io.cdmaa.Verdict;
import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.Pictures;
import io.cdmaa.image.Thumbnail;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;

/** The section of the report on one photo. */
final class PhotoSection {
  private static final int PHOTO_SIDE = 480;
  private static final int FAKE_SIDE = 256;
  private static final double GAIN = 10;

  /** The most generators that get a column each. */
  private static final int COLUMNS = 6;

  private PhotoSection() {}

  static String render(
      String name,
      String outcome,
      String note,
      Photo original,
      Photo protectedPhoto,
      Evaluation evaluation,
      List<Crop> marked) {
    Html html = new Html();
    html.raw("<section>\n<h2>").text(name).raw(": ").text(outcome);
    html.raw("</h2>\n");
    if (!note.isEmpty()) {
      html.raw("<p class=\"note\">").text(note).raw("</p>\n");
    }
    photos(html, name, original.pixels(), protectedPhoto.pixels(), marked);
    numbers(html, evaluation.verdict());
    transformed(html, evaluation.verdict());
    for (int j = 0; j < evaluation.before().size(); j++) {
      fakes(
          html,
          evaluation.verdict().generators().get(j),
          evaluation.before().get(j),
          evaluation.after().get(j));
    }
    return html.raw("</section>\n").toString();
  }

  private static void photos(
      Html html, String name, FloatTensor before, FloatTensor after, List<Crop> marked) {
    html.raw("<div class=\"photos\">\n");
    figure(
        html,
        Outline.drawn(before, marked),
        marked.isEmpty() ? "Original" : "Original, with what the generators see of it",
        "Original photo " + name);
    figure(
        html,
        Pictures.difference(before, after, GAIN),
        "Difference, amplified 10 times",
        "Difference between the protected and the original photo, amplified 10 times, on grey");
    figure(html, after, "Protected", "Protected photo " + name);
    html.raw("</div>\n");
  }

  private static void figure(Html html, FloatTensor pixels, String caption, String alternative) {
    html.raw("<figure>").image(Thumbnail.dataUri(pixels, PHOTO_SIDE), alternative);
    html.raw("<figcaption>").text(caption).raw("</figcaption></figure>\n");
  }

  private static void numbers(Html html, Verdict verdict) {
    Verdict.Difference change = verdict.quality();
    html.raw("<p>Broken fakes: <b>").number(100 * verdict.attackRate(), 0);
    html.raw(" %</b> of all domains. Change to the photo: at most <b>");
    html.number(change.maxLevelChange(), 1).raw("</b> levels of 255, PSNR ");
    if (Double.isFinite(change.psnr())) {
      html.raw("<b>").number(change.psnr(), 1).raw("</b> dB, SSIM <b>");
    } else {
      html.raw("infinite, SSIM <b>");
    }
    html.number(change.ssim(), 3).raw("</b>.</p>\n");
    html.raw("<table><thead><tr><th scope=\"col\">Generator</th><th scope=\"col\">Average L</th>");
    html.raw("<th scope=\"col\">Masked L</th>");
    html.raw("<th scope=\"col\">Attack rate</th><th scope=\"col\">Domains</th></tr></thead>\n");
    html.raw("<tbody>\n");
    for (GeneratorVerdict generator : verdict.generators()) {
      html.raw("<tr><th scope=\"row\">").text(generator.name()).raw("</th>");
      html.raw("<td>").number(generator.averageLoss(), 4).raw("</td>");
      html.raw("<td>");
      if (generator.averageMaskedLoss().isPresent()) {
        html.number(generator.averageMaskedLoss().getAsDouble(), 4);
      }
      html.raw("</td>");
      html.raw("<td>").number(100 * generator.attackRate(), 0).raw(" %</td>");
      html.raw("<td>" + generator.domains().size() + "</td></tr>\n");
    }
    html.raw("</tbody></table>\n");
  }

  /** Adds a table with a row per transform; nothing without transforms. */
  private static void transformed(Html html, Verdict verdict) {
    if (verdict.transformed().isEmpty()) {
      return;
    }
    html.raw("<h3>After re-encoding</h3>\n<p>Both photos were re-encoded, resized or blurred by");
    html.raw(" real codecs and image operators, and their fakes compared, as others may see them.");
    boolean each = verdict.generators().size() > 1 && verdict.generators().size() <= COLUMNS;
    html.raw(each ? " The last columns are each generator's L.</p>\n" : "</p>\n");
    html.raw("<table><thead><tr><th scope=\"col\">Transform</th>");
    html.raw("<th scope=\"col\">Attack rate</th><th scope=\"col\">Average L</th>");
    if (each) {
      for (GeneratorVerdict generator : verdict.generators()) {
        html.raw("<th scope=\"col\">").text(generator.name()).raw("</th>");
      }
    }
    html.raw("</tr></thead>\n<tbody>\n");
    row(html, "none (the file as written)", verdict, each);
    verdict.transformed().forEach((transform, own) -> row(html, transform.inWords(), own, each));
    html.raw("</tbody></table>\n");
  }

  private static void row(Html html, String name, Verdict verdict, boolean each) {
    html.raw("<tr><th scope=\"row\">").text(name).raw("</th><td>");
    html.number(100 * verdict.attackRate(), 0).raw(" %</td><td>");
    html.number(verdict.averageLoss(), 4).raw("</td>");
    if (each) {
      for (GeneratorVerdict generator : verdict.generators()) {
        html.raw("<td>").number(generator.averageLoss(), 4).raw("</td>");
      }
    }
    html.raw("</tr>\n");
  }

  private static void fakes(
      Html html, GeneratorVerdict generator, FloatTensor before, FloatTensor after) {
    html.raw("<h3>").text(generator.name()).raw("</h3>\n<div class=\"fakes\">\n");
    for (int k = 0; k < generator.domains().size(); k++) {
      DomainVerdict domain = generator.domains().get(k);
      String what = "Fake '" + domain.name() + "' by " + generator.name() + " of the ";
      html.raw("<figure><div class=\"pair\">")
          .image(Thumbnail.dataUri(before.row(k), FAKE_SIDE), what + "original photo")
          .image(Thumbnail.dataUri(after.row(k), FAKE_SIDE), what + "protected photo")
          .raw("</div><figcaption><b>")
          .text(domain.name())
          .raw("</b> L ")
          .number(domain.loss(), 4)
          .raw(" ")
          .raw(
              domain.broken()
                  ? "<span class=\"broken\">broken</span>"
                  : "<span class=\"kept\">not broken</span>")
          .raw("</figcaption></figure>\n");
    }
    html.raw("</div>\n");
  }
}
