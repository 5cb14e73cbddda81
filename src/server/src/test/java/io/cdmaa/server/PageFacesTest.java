package io.cdmaa.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Found faces on the page, corrected in a real Chromium; skipped where there is none. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PageFacesTest {
  /** A hundredth of the photo's shorter side. */
  private static final int STEP = 2;

  @TempDir private static Path folder;
  private static PageInChromium page;
  private static Path couple;

  @BeforeAll
  static void start() throws IOException {
    page = PageInChromium.start(TinyService.builder(), folder);
    couple = Files.write(folder.resolve("two.png"), TinyService.couple());
  }

  @AfterAll
  static void stop() {
    if (page != null) {
      page.close();
    }
  }

  @BeforeEach
  void fast() {
    page.delay(0);
  }

  /** Opens the page with the photo of two faces, which are found. */
  private static Tab found() {
    Tab tab = page.open();
    tab.choose("#files", couple);
    tab.until("document.querySelectorAll('.preview .box').length === 2");
    return tab;
  }

  private static String box(int number) {
    return ".preview .box:nth-of-type(" + number + ")";
  }

  /** Returns left, top and size of the selected box. */
  private static List<Integer> values(Tab tab) {
    JsonNode values =
        tab.eval("[...document.querySelectorAll('.numbers input')].map(i => Number(i.value))");
    return StreamSupport.stream(values.spliterator(), false).map(JsonNode::asInt).toList();
  }

  private static List<String> crops() {
    return page.client().faces(TinyService.couple()).json().path("faces").findValuesAsText("crop");
  }

  private static JsonNode job(Tab tab) {
    tab.click("#protect");
    tab.until("document.querySelector('.card .verdict h4')");
    String id = tab.eval("JSON.parse(sessionStorage.getItem('cdmaa-jobs'))[0].id").asText();
    return page.client().get("/api/v1/jobs/" + id).json();
  }

  private static String crop(List<Integer> box) {
    return box.get(0) + "," + box.get(1) + "," + box.get(2) + "," + box.get(2);
  }

  @Test
  void facesThatAreFoundAreShownAndProtectedAsTheyAre() {
    Tab tab = found();
    List<String> crops = crops();
    String[] first = crops.get(0).split(",", -1);
    JsonNode shown =
        tab.eval(
            "(() => { const s = document.querySelector('"
                + box(1)
                + "').style; return [s.left, s.top, s.width, s.height].map(parseFloat); })()");
    assertThat(shown.get(0).asDouble() * 320 / 100).isEqualTo(Integer.parseInt(first[0]));
    assertThat(shown.get(1).asDouble() * 160 / 100).isEqualTo(Integer.parseInt(first[1]));
    assertThat(shown.get(2).asDouble() * 320 / 100).isEqualTo(Integer.parseInt(first[2]));
    assertThat(shown.get(3).asDouble() * 160 / 100).isEqualTo(Integer.parseInt(first[3]));
    tab.untilText("#chosen", "2 boxes, each of which takes a search of its own");
    assertThat(job(tab).path("crop").asText()).isEqualTo(String.join("+", crops));
    assertThat(tab.text(".card")).contains("plain, face 1").contains("two, face 2");
    page.assertSettled(tab);
  }

  @Test
  void theMouseMovesResizesDeletesAndDrawsBoxes() {
    Tab tab = found();
    int[] second =
        List.of(crops().get(1).split(",")).stream().mapToInt(Integer::parseInt).toArray();
    tab.drag(box(2), 0.5, 0.5, 0.25, 0.5);
    List<Integer> moved = values(tab);
    assertThat(moved.get(0))
        .isBetween(second[0] - second[2] / 4 - 2, second[0] - second[2] / 4 + 2);
    assertThat(moved.subList(1, 3)).containsExactly(second[1], second[2]);
    tab.drag(box(2) + " .grip", 0.5, 0.5, -1, -1);
    List<Integer> smaller = values(tab);
    assertThat(smaller.subList(0, 2)).isEqualTo(moved.subList(0, 2));
    assertThat(smaller.get(2)).isLessThan(moved.get(2) - 5);
    tab.click(box(1));
    tab.click(".numbers button");
    tab.until("document.querySelectorAll('.preview .box').length === 1");
    tab.drag(".preview", 0.01, 0.05, 0.21, 0.2);
    tab.until("document.querySelectorAll('.preview .box').length === 2");
    List<Integer> drawn = values(tab);
    assertThat(drawn.get(0)).isBetween(1, 6);
    assertThat(drawn.get(2)).isBetween(60, 68);
    assertThat(job(tab).path("crop").asText()).isEqualTo(crop(smaller) + "+" + crop(drawn));
    page.assertSettled(tab);
  }

  @Test
  void theKeyboardDoesTheSameAndAScreenReaderIsTold() {
    Tab tab = found();
    tab.eval("document.querySelector('" + box(1) + "').focus()");
    List<Integer> before = values(tab);
    assertThat(tab.eval("document.activeElement.getAttribute('aria-label')").asText())
        .startsWith("Box 1 of 2: " + before.get(2) + " pixels wide, " + before.get(0) + " from")
        .contains("Arrow keys move the box");
    tab.press("ArrowRight", 39);
    tab.press("ArrowDown", 40);
    assertThat(values(tab))
        .containsExactly(before.get(0) + STEP, before.get(1) + STEP, before.get(2));
    tab.press("ArrowLeft", 37, true);
    assertThat(values(tab).get(2)).isEqualTo(before.get(2) - STEP);
    assertThat(tab.text("#announcement")).startsWith(before.get(2) - STEP + " pixels wide");
    tab.press("Tab", 9);
    assertThat(tab.eval("document.activeElement.getAttribute('aria-label')").asText())
        .startsWith("Box 2 of 2");
    tab.press("Delete", 46);
    tab.until("document.querySelectorAll('.preview .box').length === 1");
    assertThat(tab.text("#announcement")).contains("1 left");
    assertThat(tab.eval("document.activeElement.className").asText()).contains("box");
    tab.eval(
        "[...document.querySelectorAll('#chosen button')].find(b => b.textContent === 'Add a"
            + " box').focus()");
    tab.press(" ", 32);
    tab.until("document.querySelectorAll('.preview .box').length === 2");
    assertThat(values(tab)).containsExactly(120, 40, 80);
    tab.eval(
        "(() => { const i = document.querySelectorAll('.numbers input')[0]; i.focus();"
            + " i.value = 5000; i.dispatchEvent(new Event('input')); i.blur(); })()");
    assertThat(values(tab)).containsExactly(240, 40, 80);
    assertThat(job(tab).path("crop").asText())
        .isEqualTo(
            crop(List.of(before.get(0) + STEP, before.get(1) + STEP, before.get(2) - STEP))
                + "+240,40,80,80");
    page.assertSettled(tab);
  }

  @Test
  void whoDoesNotWaitForTheFacesHasThemProtectedAllTheSame() {
    Tab tab = page.open();
    tab.choose("#files", couple);
    tab.until("document.querySelector('#chosen li')");
    tab.eval("document.getElementById('protect').click()");
    tab.until("document.querySelector('.card .verdict h4')");
    tab.untilText(".card", "plain, face 2");
    page.assertSettled(tab);
  }

  @Test
  void facesOnAPictureThatTheBrowserCannotShowAreLeftToTheService() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(TinyService.couple()));
    Path photo = folder.resolve("two.tiff");
    assertThat(ImageIO.write(image, "tiff", photo.toFile())).isTrue();
    Tab tab = page.open();
    tab.choose("#files", photo);
    tab.untilText("#chosen", "No preview");
    assertThat(job(tab).path("crop").asText()).isEqualTo(String.join("+", crops()));
    page.assertSettled(tab);
  }

  @Test
  void aPhotoWithoutAFaceSaysSoAndTheMiddleIsProtected() throws IOException {
    Tab tab = page.open();
    tab.choose("#files", Files.write(folder.resolve("n.png"), TinyService.photo(40, 30, 1)));
    tab.untilText("#chosen", "No face was found");
    assertThat(job(tab).path("crop").asText()).isEqualTo("5,0,30,30");
    page.assertSettled(tab);
  }

  @Test
  void boxesFitAPhoneAndAreNamedForScreenReaders() {
    Tab tab = page.open();
    tab.size(375, 700, true);
    tab.choose("#files", couple);
    tab.until("document.querySelectorAll('.preview .box').length === 2");
    tab.eval("document.querySelector('" + box(2) + "').focus()");
    JsonNode wide =
        tab.eval(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right >"
                + " 375.5).map(e => e.outerHTML.slice(0, 200))");
    assertThat(wide).isEmpty();
    JsonNode nameless =
        tab.eval(
            "[...document.querySelectorAll('button, input, select, [tabindex]')].filter(e =>"
                + " !(e.getAttribute('aria-label') || e.innerText?.trim() || e.labels?.length))"
                + ".map(e => e.outerHTML)");
    assertThat(nameless).isEmpty();
    page.assertSettled(tab);
  }

  @Test
  void allPhotosAreDeletedWhateverTheirState() throws IOException {
    page.delay(1000);
    Tab tab = page.open();
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    Path slow = Files.write(folder.resolve("slow.png"), TinyService.photo(40, 30, 2));
    Path next = Files.write(folder.resolve("next.png"), TinyService.photo(40, 30, 3));
    tab.choose("#files", text, slow, next);
    tab.until("document.querySelectorAll('#chosen li').length === 3");
    tab.click("#protect");
    tab.untilText("#cards", "is not a JPEG");
    tab.untilText("#cards", "Step");
    tab.untilText("#cards", "in line");
    JsonNode ids = tab.eval("JSON.parse(sessionStorage.getItem('cdmaa-jobs')).map(job => job.id)");
    assertThat(ids).hasSize(2);
    assertThat(tab.text("#clear")).isEqualTo("Cancel and delete all");
    tab.click("#clear");
    tab.until("document.querySelectorAll('.card').length === 0");
    tab.untilText("#announcement", "All 3 photos are deleted from the service");
    Client client = page.client();
    for (JsonNode id : ids) {
      assertThat(client.get("/api/v1/jobs/" + id.asText()).status()).isEqualTo(404);
    }
    assertThat(tab.errors()).allMatch(error -> error.contains("status of 415"));
  }
}
