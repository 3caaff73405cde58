#include "driver.h"
// plain gradient descent, step = safety*1/L where L = max curvature seen (power iteration every 200 steps),
// Euler h=1/L
static double TL = 120, FAC = 1;

static double Lest(Prob *P, const double *w, double *v, double *o, int it) {
    double L = 0;
    int p = P->p;
    for (int k = 0; k < it; k++) {
        double s = nrm2(v, p);
        for (int i = 0; i < p; i++)
            v[i] /= s;
        hessvec(P, w, v, o);
        L = nrm2(o, p);
        memcpy(v, o, 8 * p);
    }
    return L;
}

static int gdrun(Prob *P, double rtol, double atol, double *W, Stats *s) {
    int p = P->p;
    double *w = malloc(8 * p), *f = malloc(8 * p), *v = malloc(8 * p), *o = malloc(8 * p);
    memcpy(w, P->w0, 8 * p);
    for (int i = 0; i < p; i++)
        v[i] = sin(i + 1.0);
    double L = Lest(P, w, v, o, 30) * 1.05, t = 0, T = 20 / P->lam, tt[NOUT];
    outtimes(T, tt);
    P->nf = 0;
    double t0 = cputime();
    int k = 0, rc = 0;
    long st = 0;
    while (k < NOUT) {
        if (st % 500 == 0) {
            L = Lest(P, w, v, o, 3) * 1.1;
            if (st % 20000 == 0 && cputime() - t0 > TL) {
                rc = 1;
                break;
            }
        }
        double h = 1 / (L + P->lam) / FAC;
        int hit = 0;
        if (t + h >= tt[k]) {
            h = tt[k] - t;
            hit = 1;
        }
        rhs(P, w, f);
        for (int i = 0; i < p; i++)
            w[i] += h * f[i];
        t = hit ? tt[k] : t + h;
        st++;
        if (hit) {
            memcpy(W + (long)k * p, w, 8 * p);
            k++;
        }
    }
    s->steps = st;
    s->rhs = P->nf;
    double cp = cputime() - t0;
    if (rc) {
        sprintf(s->note, "reached t=%.3g of %.3g; extrapolated CPU %.4g s", t, T, cp * T / t);
        fprintf(stderr, "%s\n", s->note);
        for (; k < NOUT; k++)
            memcpy(W + (long)k * p, w, 8 * p);
    } else
        sprintf(s->note, "L_last=%.3g", L);
    if (getenv("GDSAVE")) {
        FILE *q = fopen(getenv("GDSAVE"), "wb");
        fwrite(W, 8, (long)NOUT * p, q);
        fclose(q);
    }
    free(w);
    free(f);
    free(v);
    free(o);
    return 0;
}

int main(int c, char **v) {
    if (c > 3)
        TL = atof(v[3]);
    char nm[40] = "gd-1/L";
    if (c > 4) {
        FAC = atof(v[4]);
        sprintf(nm, "gd-1/(%gL)", FAC);
    }
    report(nm, v[1], atof(v[2]), 0, 0, gdrun, 0);
}
