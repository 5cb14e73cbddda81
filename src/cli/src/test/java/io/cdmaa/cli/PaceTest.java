package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** What people read about speed and write about memory. */
class PaceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "20; 3; 90; 3 of 20 photos, 2.0 per minute, about 9 min left",
        "3; 2; 10; 2 of 3 photos, 12.0 per minute, about 5 s left",
        "1000; 10; 300; 10 of 1000 photos, 2.0 per minute, about 8 h 15 min left",
        "4; 4; 8; 4 of 4 photos, 30.0 per minute"
      })
  void saysHowFastAndHowLong(int total, int done, double seconds, String expected) {
    assertThat(new Pace(total).after(done, seconds)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"3G,3221225472", "900M,943718400", "1.5GiB,1610612736", "2gb,2147483648"})
  void readsSizes(String text, long bytes) {
    assertThat(new MemorySize.Converter().convert(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "0G", "-1G", "G", "3T", "3 G"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> new MemorySize.Converter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("3G or 900M");
  }
}
