package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A fault of a model names its file once, wherever it was found. */
class ModelExceptionTest {
  private static final Path FILE = Path.of("models", "a.onnx");

  @Test
  void aFaultOfAModelGetsTheFileWithinItsSentence() {
    CdmaaException named =
        ModelFile.about(FILE, new ModelException(ErrorReason.NO_GRADIENT, "has no gradient"));
    assertThat(named)
        .hasMessage("The model models/a.onnx has no gradient")
        .extracting(CdmaaException::reason, e -> e.file().orElseThrow())
        .containsExactly(ErrorReason.NO_GRADIENT, FILE);
    assertThat(ModelFile.about(Path.of("other.onnx"), named)).isSameAs(named);
  }

  @Test
  void anyOtherFaultFollowsTheFile() {
    CdmaaException other = new CdmaaException(ErrorReason.RUNTIME, "It failed; try again");
    assertThat(ModelFile.about(FILE, other))
        .hasMessage("The model models/a.onnx: It failed; try again")
        .hasCause(other)
        .extracting(CdmaaException::reason)
        .isEqualTo(ErrorReason.RUNTIME);
  }

  @Test
  void aFaultTravelsBetweenMachinesWithItsReason() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new CdmaaException(ErrorReason.PHOTO, FILE, "The photo is damaged"));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      CdmaaException read = (CdmaaException) in.readObject();
      assertThat(read).hasMessage("The photo is damaged");
      assertThat(read.reason()).isEqualTo(ErrorReason.PHOTO);
      assertThat(read.file()).isEmpty();
    }
  }
}
