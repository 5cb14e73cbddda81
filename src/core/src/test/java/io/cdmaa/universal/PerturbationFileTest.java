package io.cdmaa.universal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.attack.Budget;
import io.cdmaa.io.Digest;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.universal.PerturbationHeader.Kind;
import io.cdmaa.universal.PerturbationHeader.Model;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerturbationFileTest {
  @TempDir private Path folder;

  private static PerturbationHeader header(String norm) {
    return new PerturbationHeader(
        "cdmaa test",
        Kind.CHECKPOINT,
        List.of(new Model("One", "one.onnx", "aa"), new Model("Two", "two.onnx", "bb")),
        norm,
        0.05,
        2,
        3,
        "cdmaa",
        0.01,
        0.9,
        4,
        10,
        120,
        7,
        0.05,
        48,
        "run",
        0,
        null);
  }

  private static FloatTensor values(double size) {
    FloatTensor values = FloatTensor.zeros(3, 2, 3);
    for (int i = 0; i < values.size(); i++) {
      values.set(i, (float) (size * (i - 9) / 9));
    }
    return values;
  }

  private byte[] finished() throws IOException {
    Path file = folder.resolve("whole.cdmaa");
    PerturbationFile.write(file, header("linf").finished(null), values(0.05), Optional.empty());
    return Files.readAllBytes(file);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = folder.resolve("group.cdmaa");
    PerturbationHeader header = header("l2").finished(null);
    String sha256 = PerturbationFile.write(file, header, values(0.05), Optional.empty());
    PerturbationFile read = PerturbationFile.read(file);
    assertThat(read.header()).isEqualTo(header);
    assertThat(read.perturbation().toArray()).isEqualTo(values(0.05).toArray());
    assertThat(read.memory()).isEmpty();
    assertThat(sha256).isEqualTo(Digest.of(file)).isEqualTo(read.sha256());
    assertThat(read.warmStart().budget()).isEqualTo(new Budget.Rms(0.05));
    read.warmStart().requireCovers("two", "bb");
    assertThat(PerturbationFile.isOne(file)).isTrue();
  }

  /** The layout as the documentation states it, read by hand. */
  @Test
  void theLayoutIsAsDocumented() throws IOException {
    ByteBuffer in = ByteBuffer.wrap(finished()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    in.get(magic);
    assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("CDMAA-UP");
    assertThat(in.getInt()).isEqualTo(1);
    byte[] header = new byte[in.getInt()];
    in.get(header);
    assertThat(new String(header, StandardCharsets.UTF_8))
        .startsWith("{\"tool\":\"cdmaa test\",\"kind\":\"perturbation\"")
        .contains("\"epsilon\":0.05,\"height\":2,\"width\":3,\"method\":\"cdmaa\"");
    for (int i = 0; i < 18; i++) {
      assertThat(in.getFloat()).isEqualTo(values(0.05).get(i));
    }
    assertThat(in.remaining()).isEqualTo(32);
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    byte[] whole = finished();
    for (int at = 0; at < whole.length; at++) {
      byte[] broken = whole.clone();
      broken[at] ^= (byte) (1 << (at % 8));
      assertThatThrownBy(() -> PerturbationFile.parse(broken, "x.cdmaa"))
          .as("byte %d", at)
          .isInstanceOfSatisfying(
              CdmaaException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.WARM_START));
    }
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    byte[] whole = finished();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> PerturbationFile.parse(part, "x.cdmaa"))
          .as("%d bytes", length)
          .isInstanceOf(CdmaaException.class);
    }
  }

  @Test
  void theSentencesSayWhatIsWrong() throws IOException {
    assertThatThrownBy(() -> PerturbationFile.read(folder.resolve("none.cdmaa")))
        .hasMessageStartingWith("The universal perturbation ")
        .hasMessageContaining("it does not exist");
    Path text = Files.writeString(folder.resolve("text.cdmaa"), "a text that is long enough");
    assertThat(PerturbationFile.isOne(text)).isFalse();
    assertThatThrownBy(() -> PerturbationFile.read(text))
        .hasMessage(
            "The file "
                + text
                + " is no universal perturbation; name a file that cdmaa learn wrote");
    byte[] later = finished();
    later[8] = 2;
    assertThatThrownBy(() -> PerturbationFile.parse(later, "x"))
        .hasMessage(
            "The file x has version 2 of its format, and this cdmaa reads version 1; learn it"
                + " again, or use the cdmaa that wrote it");
    byte[] damaged = finished();
    damaged[60] ^= 1;
    assertThatThrownBy(() -> PerturbationFile.parse(damaged, "x"))
        .hasMessageContaining("is damaged (its checksum does not match)");
    assertThatThrownBy(() -> PerturbationFile.read(folder)).hasMessageContaining("cannot be read");
  }

  @Test
  void aStateIsNoPerturbation() {
    Path file = folder.resolve("group.cdmaa.checkpoint");
    PerturbationFile.write(file, header("linf").at(5), values(0.04), Optional.of(values(3)));
    PerturbationFile state = PerturbationFile.readAny(file);
    assertThat(state.header().step()).isEqualTo(5);
    assertThat(state.memory().orElseThrow().toArray()).isEqualTo(values(3).toArray());
    assertThatThrownBy(() -> PerturbationFile.read(file))
        .hasMessageContaining("is the state of an unfinished run");
  }

  @Test
  void valuesOutsideTheBudgetAreRefusedThoughTheChecksumMatches() {
    Path file = folder.resolve("group.cdmaa");
    PerturbationHeader header = header("linf").finished(null);
    PerturbationFile.write(file, header, values(0.06), Optional.empty());
    assertThatThrownBy(() -> PerturbationFile.read(file))
        .hasMessageContaining("outside its budget");
    FloatTensor bad = values(0.05);
    bad.set(4, Float.NaN);
    PerturbationFile.write(file, header, bad, Optional.empty());
    assertThatThrownBy(() -> PerturbationFile.read(file))
        .hasMessageContaining("outside its budget");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "nonsense",
        "{\"kind\":\"other\"}",
        "{\"kind\":\"perturbation\",\"generators\":[],\"norm\":\"l7\",\"epsilon\":1,\"height\":1,"
            + "\"width\":1}",
        "{\"kind\":\"perturbation\",\"generators\":[null],\"norm\":\"l2\",\"epsilon\":1,"
            + "\"height\":1,\"width\":1}",
        "{\"kind\":\"perturbation\",\"generators\":[],\"norm\":\"l2\",\"epsilon\":1,"
            + "\"height\":-1,\"width\":-4}",
        "{\"kind\":\"perturbation\",\"generators\":[],\"norm\":\"l2\",\"epsilon\":1,"
            + "\"height\":65536,\"width\":65536}",
        "{\"kind\":\"perturbation\",\"norm\":\"l2\",\"epsilon\":1,\"height\":1,\"width\":1}"
      })
  void aWrongHeaderIsRefusedThoughTheChecksumMatches(String header) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(16 + text.length + 12).order(ByteOrder.LITTLE_ENDIAN);
    body.put("CDMAA-UP".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(text.length);
    body.put(text);
    MessageDigest digest = Digest.sha256();
    digest.update(body.array());
    byte[] content = Arrays.copyOf(body.array(), body.capacity() + 32);
    System.arraycopy(digest.digest(), 0, content, body.capacity(), 32);
    assertThatThrownBy(() -> PerturbationFile.parse(content, "x"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("is damaged");
  }
}
