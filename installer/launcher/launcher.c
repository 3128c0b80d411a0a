/* QuayMotCua.exe: starts the version that `current` names, and goes back to the one before when a new one never came up.

   Beside this file lie, one line each, `current` and `previous`: names of folders in `versions`. In a version's folder
   lie `tried`, a byte per start that has not come up, and `proven`, written by the program once its libraries are loaded
   and its database is open (from then on there is no way back: the database may be of the new form). An unproven version
   that ended with an error, or never came up twice (once may have been a power cut), is given up for the previous one.
   A copy that still runs may still be coming up, so nothing is judged while there is one; nor by a self-test. */

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define ROOM 2048
#define NAME_ROOM 64
#define TRIES 2
#define TITLE L"Qu\x1EA7y M\x1ED9t C\x1EED\x0061"

typedef int(__cdecl *python_main)(int, wchar_t **);

static wchar_t home[ROOM];

static int quiet(void) { return wcsstr(GetCommandLineW(), L"--self-test") != NULL; }

static void tell(const wchar_t *sentence) {
    if (!quiet()) MessageBoxW(NULL, sentence, TITLE, MB_ICONWARNING | MB_SETFOREGROUND);
}

/* Put a path below this program's folder together; empty when it does not fit. */
static void place(wchar_t *path, const wchar_t *first, const wchar_t *second, const wchar_t *third) {
    int length = _snwprintf(path, ROOM, L"%ls\\%ls%ls%ls%ls%ls", home, first, *second ? L"\\" : L"", second,
                            *third ? L"\\" : L"", third);
    if (length < 0 || length >= ROOM) path[0] = 0;
}

static LONGLONG size_of(const wchar_t *path) {
    WIN32_FILE_ATTRIBUTE_DATA about;
    return GetFileAttributesExW(path, GetFileExInfoStandard, &about) ? (LONGLONG)about.nFileSizeLow : 0;
}

/* Note one more start of a version that is not proven. */
static void note_try(const wchar_t *path) {
    DWORD done = 0;
    HANDLE sign = CreateFileW(path, FILE_APPEND_DATA, 0, NULL, OPEN_ALWAYS, 0, NULL);
    if (sign == INVALID_HANDLE_VALUE) return;
    WriteFile(sign, "+", 1, &done, NULL);
    CloseHandle(sign);
}

static int exists(const wchar_t *path) { return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES; }

/* Read a one-line file of plain ASCII (names of versions are digits, letters, dots and dashes). */
static int read_name(const wchar_t *file, wchar_t *name) {
    wchar_t path[ROOM];
    char raw[NAME_ROOM] = {0};
    DWORD got = 0;
    place(path, file, L"", L"");
    HANDLE handle = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (handle == INVALID_HANDLE_VALUE) return 0;
    ReadFile(handle, raw, NAME_ROOM - 1, &got, NULL);
    CloseHandle(handle);
    int length = 0;
    for (DWORD i = 0; i < got; i++) {
        char c = raw[i];
        if (c == '\r' || c == '\n') break;
        if (!(c == '.' || c == '-' || c == '+' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            return 0;
        name[length++] = (wchar_t)c;
    }
    name[length] = 0;
    return length > 0 && wcscmp(name, L"..") != 0;
}

/* Write a one-line file so that a power cut leaves the old one or the new one, whole. */
static int write_name(const wchar_t *file, const wchar_t *name) {
    wchar_t path[ROOM], fresh[ROOM];
    char raw[NAME_ROOM];
    DWORD done = 0;
    place(path, file, L"", L"");
    _snwprintf(fresh, ROOM, L"%ls.new", path);
    int length = _snprintf(raw, NAME_ROOM, "%ls\r\n", name);
    HANDLE handle = CreateFileW(fresh, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    if (handle == INVALID_HANDLE_VALUE || length < 0) return 0;
    BOOL written = WriteFile(handle, raw, (DWORD)length, &done, NULL) && FlushFileBuffers(handle);
    CloseHandle(handle);
    return written && MoveFileExW(fresh, path, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
}

/* Find runtime\python3xx.dll: which Python a version brings is its own affair. */
static int find_python(const wchar_t *version, wchar_t *dll) {
    wchar_t runtime[ROOM], pattern[ROOM];
    WIN32_FIND_DATAW found;
    place(runtime, L"versions", version, L"runtime");
    _snwprintf(pattern, ROOM, L"%ls\\python3*.dll", runtime);
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) return 0;
    int hit = 0;
    do {
        if (wcslen(found.cFileName) > wcslen(L"python3.dll")) {
            _snwprintf(dll, ROOM, L"%ls\\%ls", runtime, found.cFileName);
            hit = 1;
        }
    } while (!hit && FindNextFileW(search, &found));
    FindClose(search);
    return hit;
}

/* Run `python -I -X utf8 -m app …` of one version in this process; returns its exit code, -1 when it can't be loaded. */
static int run_version(const wchar_t *version) {
    wchar_t runtime[ROOM], dll[ROOM], folder[ROOM];
    if (!find_python(version, dll)) return -1;
    place(folder, L"versions", version, L"");
    place(runtime, L"versions", version, L"runtime");
    SetEnvironmentVariableW(L"QUAY_VERSION_FOLDER", folder);
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    AddDllDirectory(runtime);
    HMODULE library = LoadLibraryExW(dll, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (!library) return -1;
    python_main start = (python_main)(void *)GetProcAddress(library, "Py_Main");
    if (!start) return -1;
    int given = 0, count = 0;
    wchar_t **arguments = CommandLineToArgvW(GetCommandLineW(), &given);
    wchar_t **all = calloc((size_t)given + 6, sizeof(*all));
    if (!arguments || !all) return -1;
    wchar_t *mine[] = {arguments[0], L"-I", L"-X", L"utf8", L"-m", L"app"};
    for (size_t i = 0; i < sizeof mine / sizeof *mine; i++) all[count++] = mine[i];
    for (int i = 1; i < given; i++) all[count++] = arguments[i];
    return start(count, all);
}

/* Start this program once more: a process that loaded one Python can't load another. */
static int start_again(void) {
    wchar_t command[ROOM * 2];
    STARTUPINFOW how = {.cb = sizeof how};
    PROCESS_INFORMATION process;
    DWORD code = 1;
    wcsncpy(command, GetCommandLineW(), ROOM * 2 - 1);
    command[ROOM * 2 - 1] = 0;
    if (!CreateProcessW(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &how, &process)) return 1;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return (int)code;
}

/* Is there another version to go back to? */
static int has_previous(const wchar_t *current, wchar_t *previous) {
    wchar_t dll[ROOM];
    return read_name(L"previous", previous) && wcscmp(previous, current) != 0 && find_python(previous, dll);
}

/* Give the version in use up for the one before and say so. Where the folder can't be written nothing changes. */
static int give_up(const wchar_t *previous) {
    if (!write_name(L"current", previous)) return 0;
    tell(L"B\x1EA3n m\x1EDBi kh\x00F4ng kh\x1EDFi \x0111\x1ED9ng \x0111\x01B0\x1EE3\x0063. M\x1EDF l\x1EA1i b\x1EA3n "
         L"tr\x01B0\x1EDB\x0063; d\x1EEF li\x1EC7u v\x1EABn c\x00F2n nguy\x00EAn. H\x00E3y b\x00E1o ng\x01B0\x1EDDi "
         L"qu\x1EA3n tr\x1ECB.");
    return 1;
}

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, LPWSTR line, int show) {
    wchar_t version[NAME_ROOM], previous[NAME_ROOM], tried[ROOM], proven[ROOM];
    (void)instance, (void)before, (void)line, (void)show;
    DWORD length = GetModuleFileNameW(NULL, home, ROOM);
    if (!length || length >= ROOM) return 3;
    *wcsrchr(home, L'\\') = 0;

    if (!read_name(L"current", version)) {
        tell(L"B\x1EA3n c\x00E0i \x0111\x1EB7t kh\x00F4ng tr\x1ECDn v\x1EB9n. C\x00E0i l\x1EA1i ch\x01B0\x01A1ng tr\x00ECnh; "
             L"d\x1EEF li\x1EC7u c\x1EE7\x0061 qu\x1EA7y v\x1EABn c\x00F2n nguy\x00EAn.");
        return 3;
    }
    /* Held as long as this process lives; the setup looks for it. Set free by the system even after a crash. */
    HANDLE running = CreateMutexW(NULL, FALSE, L"Local\\QuayMotCua-running");
    int alone = GetLastError() != ERROR_ALREADY_EXISTS;
    place(tried, L"versions", version, L"tried");
    place(proven, L"versions", version, L"proven");

    if (!exists(proven) && size_of(tried) >= TRIES && alone && !quiet() && has_previous(version, previous)) {
        if (give_up(previous)) wcscpy(version, previous);
    } else if (!exists(proven) && alone && !quiet()) {
        note_try(tried);
    }
    int code = run_version(version);
    place(proven, L"versions", version, L"proven");
    if (code != 0 && alone && !quiet() && !exists(proven) && has_previous(version, previous) && give_up(previous)) {
        CloseHandle(running);
        return start_again();
    }
    if (code == -1)
        tell(L"Thi\x1EBFu ho\x1EB7\x0063 h\x1ECFng t\x1EC7p c\x1EE7\x0061 ch\x01B0\x01A1ng tr\x00ECnh. C\x00E0i l\x1EA1i "
             L"ch\x01B0\x01A1ng tr\x00ECnh; d\x1EEF li\x1EC7u c\x1EE7\x0061 qu\x1EA7y v\x1EABn c\x00F2n nguy\x00EAn.");
    return code == -1 ? 3 : code;
}
