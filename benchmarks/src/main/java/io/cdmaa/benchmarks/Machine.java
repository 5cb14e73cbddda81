package io.cdmaa.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.runtime.Processor;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What a result was measured on. */
final class Machine {
  private Machine() {}

  /** Processor, cores, load of the last minute, Java and date. */
  static ObjectNode describe() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    node.put("processor", Processor.model());
    node.put("cores", Runtime.getRuntime().availableProcessors());
    node.put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    node.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    node.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return node;
  }
}
