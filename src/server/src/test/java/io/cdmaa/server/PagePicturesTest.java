package io.cdmaa.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.PhotoProtector;
import io.cdmaa.testkit.Checkout;
import io.cdmaa.transform.Transform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page with the bundled generators and portrait. {@code -Dcdmaa.pictures=FOLDER} keeps pictures
 * of it, of which one is in the README.
 */
@Tag("slow")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class PagePicturesTest {
  @TempDir private Path folder;

  @Test
  void theBundledPortraitIsProtectedAndItsVerdictIsInWords() throws IOException {
    Path pictures = Path.of(System.getProperty("cdmaa.pictures", folder.toString()));
    Path onnx = Checkout.root().resolve("onnx");
    Path[] models =
        Stream.of("stargan", "attgan", "stgan", "ugatit").map(onnx::resolve).toArray(Path[]::new);
    try (PageInChromium page =
        PageInChromium.start(
            PhotoProtector.builder().models(models).after(Transform.jpeg(85)), folder)) {
      Tab tab = page.open();
      tab.size(960, 900, false);
      Path couple = Files.write(folder.resolve("two.png"), TinyService.couple());
      tab.choose("#files", onnx.resolve("sample").resolve("portrait.png"), couple);
      tab.until("document.querySelectorAll('.preview .box').length === 3");
      tab.eval("document.querySelectorAll('.preview .box')[1].focus()");
      tab.screenshot(pictures.resolve("1-chosen.png"));
      tab.dark(true);
      tab.size(375, 800, true);
      tab.screenshot(pictures.resolve("1-chosen-phone.png"));
      tab.dark(false);
      tab.size(960, 900, false);
      tab.eval(
          "document.querySelector('#chosen li:last-child .actions:last-child button').click()");
      tab.until("document.querySelectorAll('#chosen li').length === 1");
      tab.click("#protect");
      tab.untilText(".card", "left");
      tab.screenshot(pictures.resolve("2-searching.png"));
      tab.until("document.querySelector('.card .verdict h4')");
      tab.until(
          "[...document.querySelectorAll('details[open] figure img')].every(i => i.naturalWidth)");
      tab.screenshot(pictures.resolve("3-done.png"));
      tab.dark(true);
      tab.screenshot(pictures.resolve("4-dark.png"));
      tab.size(375, 800, true);
      tab.screenshot(pictures.resolve("5-phone.png"));
      String id = tab.eval("JSON.parse(sessionStorage.getItem('cdmaa-jobs'))[0].id").asText();
      JsonNode verdict = page.client().get("/api/v1/jobs/" + id + "/verdict").json();
      List<JsonNode> domains =
          StreamSupport.stream(verdict.path("generators").spliterator(), false)
              .flatMap(g -> StreamSupport.stream(g.path("domains").spliterator(), false))
              .toList();
      long broken = domains.stream().filter(domain -> domain.path("broken").asBoolean()).count();
      assertThat(broken).isPositive();
      assertThat(tab.text(".card .verdict"))
          .contains(broken == domains.size() ? "All " + broken : broken + " of " + domains.size());
      assertThat(tab.errors()).isEmpty();
    }
  }
}
