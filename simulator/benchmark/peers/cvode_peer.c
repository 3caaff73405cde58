#include "driver.h"
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_spgmr.h>
static const char *MODE = "lapack";
static int MAXL = 0;

typedef struct {
    Prob *P;
    double *K, *M, *z, *q;
    double gam;
    long nset;
    int *ipiv;
    long nps;
} UD;

static int F(realtype t, N_Vector y, N_Vector yd, void *u) {
    rhs(((UD *)u)->P, N_VGetArrayPointer(y), N_VGetArrayPointer(yd));
    return 0;
}

static int JAC(realtype t, N_Vector y, N_Vector fy, SUNMatrix J, void *u, N_Vector a, N_Vector b,
               N_Vector c) {
    Prob *P = ((UD *)u)->P;
    long p = P->p;
    double *H = SUNDenseMatrix_Data(J);
    hess(P, N_VGetArrayPointer(y), H);
    for (long i = 0; i < p * p; i++)
        H[i] = -H[i];
    for (long i = 0; i < p; i++)
        H[i * p + i] -= P->lam;
    return 0;
}

static int JTIMES(N_Vector v, N_Vector Jv_, realtype t, N_Vector y, N_Vector fy, void *u, N_Vector tmp) {
    Prob *P = ((UD *)u)->P;
    double *o = N_VGetArrayPointer(Jv_), *vv = N_VGetArrayPointer(v);
    hessvec(P, N_VGetArrayPointer(y), vv, o);
    for (int i = 0; i < P->p; i++)
        o[i] = -o[i] - P->lam * vv[i];
    return 0;
}

// Gauss-Newton/Woodbury preconditioner for I - gamma*J,  J = -(c J^T J + lam I)
static int PSET(realtype t, N_Vector y, N_Vector fy, booleantype jok, booleantype *jcur, realtype gamma,
                void *u) {
    UD *d = u;
    Prob *P = d->P;
    int n = P->n;
    double *w = N_VGetArrayPointer(y);
    if (!jok) {
        gram(P, w, d->K);
        memcpy(d->q, w, 8 * P->p);
        *jcur = 1;
    } else
        *jcur = 0;
    d->gam = gamma;
    double a = 1 + gamma * P->lam, b = gamma * P->c;
    memcpy(d->M, d->K, 8L * n * n);
    for (int i = 0; i < n; i++)
        d->M[i * n + i] += a / b;
    int info;
    dpotrf_("L", &n, d->M, &n, &info);
    d->nset++;
    return info ? 1 : 0;
}

// (a I + b J^T J)^-1 v = (v - J^T (K + a/b)^-1 J v)/a
static int PSOL(realtype t, N_Vector y, N_Vector fy, N_Vector r, N_Vector z, realtype gamma, realtype delta,
                int lr, void *u) {
    UD *d = u;
    Prob *P = d->P;
    int n = P->n, one = 1, info;
    double a = 1 + d->gam * P->lam;
    double *rr = N_VGetArrayPointer(r), *zz = N_VGetArrayPointer(z);
    d->nps++;
    Jv(P, d->q, rr, d->z);
    dpotrs_("L", &n, &one, d->M, &n, d->z, &n, &info);
    JTv(P, d->q, d->z, zz);
    for (int i = 0; i < P->p; i++)
        zz[i] = (rr[i] - zz[i]) / a;
    return 0;
}

// custom LAPACK LU linear solver
static SUNLinearSolver_Type lt(SUNLinearSolver S) {
    return SUNLINEARSOLVER_DIRECT;
}

static int ls_init(SUNLinearSolver S) {
    return 0;
}

static int ls_setup(SUNLinearSolver S, SUNMatrix A) {
    UD *d = S->content;
    int p = d->P->p, info;
    d->nset++;
    dgetrf_(&p, &p, SUNDenseMatrix_Data(A), &p, d->ipiv, &info);
    return info ? 1 : 0;
}

static int ls_solve(SUNLinearSolver S, SUNMatrix A, N_Vector x, N_Vector b, realtype tol) {
    UD *d = S->content;
    int p = d->P->p, one = 1, info;
    memcpy(N_VGetArrayPointer(x), N_VGetArrayPointer(b), 8 * p);
    d->nps++;
    dgetrs_("N", &p, &one, SUNDenseMatrix_Data(A), &p, d->ipiv, N_VGetArrayPointer(x), &p, &info);
    return 0;
}

// custom "preconditioner is the solver"
static SUNLinearSolver_Type pt(SUNLinearSolver S) {
    return SUNLINEARSOLVER_ITERATIVE;
}

typedef struct {
    void *A, *Pd;
    SUNPSetupFn ps;
    SUNPSolveFn so;
} PC;

static PC pc;

static int pc_sa(SUNLinearSolver S, void *A, SUNATimesFn f) {
    return 0;
}

static int pc_sp(SUNLinearSolver S, void *Pd, SUNPSetupFn a, SUNPSolveFn b) {
    pc.Pd = Pd;
    pc.ps = a;
    pc.so = b;
    return 0;
}

static int pc_setup(SUNLinearSolver S, SUNMatrix A) {
    return pc.ps(pc.Pd);
}

static int pc_solve(SUNLinearSolver S, SUNMatrix A, N_Vector x, N_Vector b, realtype tol) {
    return pc.so(pc.Pd, b, x, tol, 1);
}

static int pc_nit(SUNLinearSolver S) {
    return 1;
}

static realtype pc_rn(SUNLinearSolver S) {
    return 0;
}

static int cv(Prob *P, double rtol, double atol, double *W, Stats *s) {
    SUNContext ctx;
    SUNContext_Create(NULL, &ctx);
    int p = P->p, n = P->n;
    UD d = {0};
    d.P = P;
    d.K = malloc(8L * n * n);
    d.M = malloc(8L * n * n);
    d.z = malloc(8 * n);
    d.q = malloc(8 * p);
    d.ipiv = malloc(4 * p);
    N_Vector y = N_VNew_Serial(p, ctx);
    memcpy(N_VGetArrayPointer(y), P->w0, 8 * p);
    P->nf = P->nhv = 0;
    void *cv = CVodeCreate(CV_BDF, ctx);
    CVodeInit(cv, F, 0.0, y);
    CVodeSStolerances(cv, rtol, atol);
    CVodeSetUserData(cv, &d);
    CVodeSetMaxNumSteps(cv, 50000000);
    CVodeSetErrFile(cv, NULL);
    SUNMatrix A = NULL;
    SUNLinearSolver L = NULL;
    int dense = 0;
    if (!strcmp(MODE, "dense") || !strcmp(MODE, "lapack")) {
        dense = 1;
        A = SUNDenseMatrix(p, p, ctx);
        if (MODE[0] == 'd')
            L = SUNLinSol_Dense(y, A, ctx);
        else {
            L = SUNLinSolNewEmpty(ctx);
            L->content = &d;
            L->ops->gettype = lt;
            L->ops->initialize = ls_init;
            L->ops->setup = ls_setup;
            L->ops->solve = ls_solve;
        }
        CVodeSetLinearSolver(cv, L, A);
        CVodeSetJacFn(cv, JAC);
    } else if (!strncmp(MODE, "spgmr", 5)) {
        int pre = strstr(MODE, "gn") != NULL;
        L = SUNLinSol_SPGMR(y, pre ? SUN_PREC_LEFT : SUN_PREC_NONE, MAXL, ctx);
        CVodeSetLinearSolver(cv, L, NULL);
        CVodeSetJacTimes(cv, NULL, JTIMES);
        if (pre)
            CVodeSetPreconditioner(cv, PSET, PSOL);
    } else if (!strcmp(MODE, "gnw")) {
        L = SUNLinSolNewEmpty(ctx);
        L->content = &d;
        L->ops->gettype = pt;
        L->ops->setatimes = pc_sa;
        L->ops->setpreconditioner = pc_sp;
        L->ops->initialize = ls_init;
        L->ops->setup = pc_setup;
        L->ops->solve = pc_solve;
        L->ops->numiters = pc_nit;
        L->ops->resnorm = pc_rn;
        CVodeSetLinearSolver(cv, L, NULL);
        CVodeSetJacTimes(cv, NULL, JTIMES);
        CVodeSetPreconditioner(cv, PSET, PSOL);
    }
    if (getenv("FRESH")) {
        CVodeSetLSetupFrequency(cv, 1);
        CVodeSetJacEvalFrequency(cv, 1);
    }
    double tt[NOUT], T = 20 / P->lam;
    outtimes(T, tt);
    CVodeSetStopTime(cv, T * (1 + 1e-12));
    int rc = 0;
    double t;
    for (int k = 0; k < NOUT && !rc; k++) {
        rc = CVode(cv, tt[k], y, &t, CV_NORMAL);
        if (rc > 0)
            rc = 0;
        if (getenv("VERB")) {
            long a, b;
            CVodeGetNumSteps(cv, &a);
            double hh;
            CVodeGetLastStep(cv, &hh);
            int o;
            CVodeGetLastOrder(cv, &o);
            CVodeGetNumErrTestFails(cv, &b);
            fprintf(stderr, "t=%.3g steps %ld h %.3g ord %d etf %ld train %.3g test %.3g |w|2 %.5g\n", tt[k],
                    a, hh, o, b, trainloss(P, N_VGetArrayPointer(y)), testloss(P, N_VGetArrayPointer(y)),
                    dot(N_VGetArrayPointer(y), N_VGetArrayPointer(y), p));
        }
        memcpy(W + (long)k * p, N_VGetArrayPointer(y), 8 * p);
    }
    long a, b, c2, ni;
    CVodeGetNumSteps(cv, &s->steps);
    CVodeGetNumErrTestFails(cv, &a);
    CVodeGetNumNonlinSolvConvFails(cv, &b);
    s->rej = a + b;
    CVodeGetNumNonlinSolvIters(cv, &ni);
    CVodeGetNumLinSolvSetups(cv, &c2);
    s->rhs = P->nf;
    if (dense) {
        CVodeGetNumJacEvals(cv, &s->jac);
        s->lu = c2;
        s->ls = ni;
    } else {
        long lc;
        CVodeGetNumLinIters(cv, &s->ls);
        CVodeGetNumLinConvFails(cv, &lc);
        s->jac = P->nhv;
        s->lu = c2;
        sprintf(s->note, "newton=%ld linconvfail=%ld etf=%ld ncf=%ld", ni, lc, a, b);
        if (!strcmp(MODE, "gnw")) {
            CVodeGetNumPrecEvals(cv, &s->jac);
        }
    }
    if (dense)
        sprintf(s->note, "etf=%ld ncf=%ld", a, b);
    CVodeGetLastStep(cv, &s->hlast);
    CVodeFree(&cv);
    N_VDestroy(y);
    if (strcmp(MODE, "lapack") && strcmp(MODE, "gnw"))
        SUNLinSolFree(L);
    else {
        L->content = NULL;
        SUNLinSolFreeEmpty(L);
    }
    if (A)
        SUNMatDestroy(A);
    SUNContext_Free(&ctx);
    free(d.K);
    free(d.M);
    free(d.z);
    free(d.q);
    free(d.ipiv);
    return rc;
}

int main(int c, char **v) { // cvode_peer mode problem lambda rtol atol [maxl] [save]
    MODE = v[1];
    MAXL = c > 6 ? atoi(v[6]) : 0;
    int save = c > 7 && atoi(v[7]);
    char nm[64];
    snprintf(nm, 64, "cvode-%s%s%s", MODE, MAXL ? "-" : "", MAXL ? v[6] : "");
    if (getenv("FRESH"))
        strcat(nm, "-fresh");
    if (save)
        strcat(nm, "-REF");
    report(nm, v[2], atof(v[3]), atof(v[4]), atof(v[5]), cv, save);
}
