"""Reads an archive of Driftlog: python3 read_archive.py run.avro"""
import sys
import avro.datafile, avro.io  # Debian: python3-avro, python3-zstandard; pip: avro, zstandard

run, steps, findings = None, [], []
with avro.datafile.DataFileReader(open(sys.argv[1], "rb"), avro.io.DatumReader()) as archive:
    for record in archive:  # RunStarted, StepTaken 0, 1, 2 ..., RunEnded, then what the analyzers found
        if "spec" in record: run = record
        elif "weights" in record: steps.append((record["time"], record["trainLoss"], record["weights"]))
        elif "finding" in record: findings.append((record["analyzer"], record["finding"]["sentence"]))
print(run["runId"], run["spec"]["objective"]["type"], len(steps), "steps of", run["dimension"], "weights up to t =", steps[-1][0])
for analyzer, sentence in findings: print(analyzer + ":", sentence)
