@echo off
rem Starts Graft's command line, building it first where its sources changed since the last build (see ./graft, its twin for other systems).
setlocal
set "root=%~dp0"
set "built=%root%artifacts\bin\Graft.Cli\release\graft.dll"
set "stamp=%root%artifacts\graft.stamp"
set "now=%TEMP%\graft-%RANDOM%%RANDOM%.stamp"
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1

where /q dotnet
if errorlevel 1 (
    echo graft: the 'dotnet' command was not found in PATH. Install the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
    exit /b 1
)
call :list
call :current && goto start
if not exist "%root%artifacts" mkdir "%root%artifacts"

rem A file opened for writing is open to one process at a time: two starts at once build one after the other.
:lock
set locked=
2>nul (
    9>"%root%artifacts\graft.lock" (
        set locked=1
        call :build
    )
)
if not defined locked (
    timeout /t 1 /nobreak >nul
    goto lock
)
if not exist "%root%artifacts\graft.built" (
    findstr /c:"error" "%root%artifacts\graft-build.log" 1>&2
    echo graft: the build failed; all that the SDK said is in %root%artifacts\graft-build.log 1>&2
    exit /b 1
)

:start
del "%now%" >nul 2>&1
dotnet "%built%" %*
exit /b %ERRORLEVEL%

:list
rem Every source with its size and time: what the build depends on.
robocopy "%root%." NUL *.props *.targets global.json nuget.config /L /NJH /NJS /NDL /NC /FP /TS /BYTES >"%now%"
robocopy "%root%src" NUL /L /S /NJH /NJS /NDL /NC /FP /TS /BYTES >>"%now%"
exit /b 0

:current
if not exist "%built%" exit /b 1
if not exist "%stamp%" exit /b 1
fc /b "%now%" "%stamp%" >nul
exit /b %ERRORLEVEL%

:build
call :list
call :current && exit /b 0
del "%root%artifacts\graft.built" >nul 2>&1
echo building Graft (about a minute)... >con
dotnet build "%root%src\Graft.Cli\Graft.Cli.csproj" --configuration Release -nologo -verbosity:quiet -nodeReuse:false -property:UseSharedCompilation=false >"%root%artifacts\graft-build.log" 2>&1 <nul
if errorlevel 1 exit /b 1
move /y "%now%" "%stamp%" >nul
echo done >"%root%artifacts\graft.built"
exit /b 0
