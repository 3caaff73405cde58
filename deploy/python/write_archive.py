"""Writes an archive of Driftlog: a trajectory w(t) that any program recorded, as a run of unknown objective."""
import avro.datafile, avro.io, avro.schema  # Debian: python3-avro, python3-zstandard; pip: avro, zstandard

SPEC = dict(regularizers=[], schedules=[], interventions=[], initialScheme=None, layers=[], plugins=[])  # not in use here

def write_archive(path, schema, run_id, times, weights, losses, weight_decay, nan=float("nan")):
    spec = dict(objective=dict(type="unknown", parameters={}, generator="", generatorParameters={}, datasets={}, datasetReferences={}, options={}),
                initial=dict(values=weights[0]), weightDecay=weight_decay, regularizer="l2", seed=0, **SPEC,
                method=dict(type="recorded", parameters={}, options={}),
                until=dict(time=times[-1], slowTime=None, gradientNorm=None, speed=None, steps=None))
    with avro.datafile.DataFileWriter(open(path, "wb"), avro.io.DatumWriter(), avro.schema.parse(schema), codec="zstandard") as out:
        out.append(dict(runId=run_id, name=run_id, spec=spec, numericsVersion=0, dimension=len(weights[0]), samples=0, software="python", startedAtMillis=0, origin=None, emission=dict(everyStep=1, stepsPerDecade=0, weightsEvery=1, sampleSpacing=0.0), tags=[]))
        for k, (t, w, loss) in enumerate(zip(times, weights, losses)):
            out.append(dict(runId=run_id, seq=k, step=k, time=t, stepSize=t - times[max(0, k - 1)], trainLoss=loss, testLoss=nan, weightNormSquared=sum(x * x for x in w), gradientNorm=nan,
                            weights=w, multiplier=[], controllerState=[], restartPoint=False, rejected=0, digest=bytes(32), sample=False, measures={}))
        out.append(dict(runId=run_id, seq=len(times), steps=len(times) - 1, time=times[-1], outcome="COMPLETED", cause="recorded", reason="The recording ends here.", digest=bytes(32), endedAtMillis=0))

if __name__ == "__main__":  # driftlog archive --schema > archive.avsc; python3 write_archive.py archive.avsc run.avro
    import math, sys
    t = [0.1 * k for k in range(200)]
    write_archive(sys.argv[2], open(sys.argv[1]).read(), "python-run", t, [[math.exp(-x), 2.0] for x in t], [math.exp(-2 * x) for x in t], 1e-3)
